package io.centrifuge.protocol.security;

import java.nio.file.Path;
import java.util.List;

/**
 * What a process proves by who it is, and by what it knows others: three PEM files. They may change
 * while the process runs; each connection that begins more than a second later goes by what they
 * hold then. Where they can't be used, the last ones that could stay in use, and the log says so.
 * Immutable.
 *
 * @param key the private key, PKCS #8 without a password ({@code BEGIN PRIVATE KEY})
 * @param certificate this process's certificate, followed by those between it and the authority
 * @param trust the certificates of the authorities that others' certificates must come from
 */
public record TlsFiles(Path key, Path certificate, Path trust) {
    List<Path> all() {
        return List.of(key, certificate, trust);
    }
}
