EAPI=8

DESCRIPTION="Stands in for GCC in the test of crossrc(7): the compiler that there is, called by CHOST"
HOMEPAGE="https://example.invalid/"
LICENSE="public-domain"
SLOT="0"
KEYWORDS="amd64"
S=${WORKDIR}

src_install() {
	local tool
	for tool in gcc g++ cpp gcc-ar gcc-nm gcc-ranlib; do
		dosym ${tool} /usr/bin/${CHOST}-${tool}
	done
	newbin - gcc-config <<- END
		#!/bin/sh
		echo ' [1] ${CHOST}-14 *'
		echo gcc-config >> "\${place}/stood-in"
	END
}
