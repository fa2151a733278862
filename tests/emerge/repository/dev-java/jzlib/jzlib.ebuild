EAPI=8
inherit orig java-pkg-simple

DESCRIPTION="zlib in Java"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
JAVA_SRC_DIR="src/main/java"
