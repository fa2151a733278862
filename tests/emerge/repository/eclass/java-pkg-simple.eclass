# As java-pkg-simple.eclass does it, in few words: the sources below JAVA_SRC_DIR become a .jar, made
# by the JDK that DEPEND names, which is a package of the machine that Portage takes DEPEND from.
DEPEND="virtual/jdk"

java-pkg-simple_src_compile() {
	find "${JAVA_SRC_DIR}" -name '*.java' > "${T}/sources" || die
	mkdir "${WORKDIR}/classes" || die
	javac -nowarn -encoding UTF-8 -d "${WORKDIR}/classes" @"${T}/sources" || die
	jar cf "${WORKDIR}/${PN}.jar" -C "${WORKDIR}/classes" . || die
}

java-pkg-simple_src_install() {
	insinto "/usr/share/${PN}/lib"
	doins "${WORKDIR}/${PN}.jar"
}

EXPORT_FUNCTIONS src_compile src_install
