# What a phase sees, for the tests to compare: ${T}/seen.PHASE holds the exported variables one a
# line (values quoted), ${T}/seen.PHASE.functions the names of all functions.
probe_see() {
	declare -px | sed -n 's/^declare -[^ ]*x[^ ]* //p' > "${T}/seen.${EBUILD_PHASE}" || die
	declare -F | sed 's/.* //' > "${T}/seen.${EBUILD_PHASE}.functions" || die
	id -u > "${T}/seen.${EBUILD_PHASE}.user" || die
	use probed && : > "${T}/seen.${EBUILD_PHASE}.use"
}
