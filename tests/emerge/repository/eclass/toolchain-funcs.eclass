# As toolchain-funcs.eclass has it, in few words: for the ebuild in conf/, which is for Gentoo's.

# tc-export VARIABLE...: the tool of CHOST that there is, unless the variable is set.
tc-export() {
	local variable tool
	for variable; do
		case ${variable} in
			AR) tool=ar ;;
			CXX) tool=g++ ;;
			PKG_CONFIG) tool=pkg-config ;;
			*) die "tc-export: ${variable}" ;;
		esac
		type -P "${CHOST}-${tool}" > /dev/null && tool=${CHOST}-${tool}
		export "${variable}=${!variable:-${tool}}"
	done
}
