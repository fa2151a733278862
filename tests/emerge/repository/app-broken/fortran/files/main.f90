program main
  print '(a)', '#define TABLE 1'
end program
