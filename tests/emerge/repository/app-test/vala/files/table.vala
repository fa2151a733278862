int main () {
	return Broken.TABLE;
}
