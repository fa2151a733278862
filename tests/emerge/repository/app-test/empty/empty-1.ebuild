EAPI=8

DESCRIPTION="No sources and no phases of its own: Portage goes from pkg_setup to src_install"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
