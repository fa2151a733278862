import broken_module
print("#define TABLE", broken_module.table)
