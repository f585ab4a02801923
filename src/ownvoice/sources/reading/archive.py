"""Whatever a person uploads, seen as a set of named members that can be opened as streams.

A zip, a tar (plain, gzip, bzip2, xz), a folder or a single file all answer to the same few calls. Nothing is
ever extracted to disk under a name from the archive; names with `..`, absolute names and links are refused;
counts, sizes and compression ratios are limited. Anything wrong with the archive as a whole raises
`ArchiveError`, which names the file and what to do.
"""
