package io.centrifuge.benchmarks.fleet.member;

import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TransportSecurity;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a process of owners or lookups is told first. Immutable.
 *
 * @param managers {@code host:port,host:port}
 * @param tls key, certificate and trust, where it connects by TLS
 * @param lies whether the first owner says that it holds what it doesn't, so that the count of keys
 *     held twice must show it
 */
public record MemberSetting(
        String managers, List<String> services, @Nullable List<String> tls, boolean lies) {
    /** Of an owner or lookup of this number: they take turns. */
    int serviceOf(int number) {
        return number % services.size();
    }

    TransportSecurity security() {
        return tls == null
                ? new TransportSecurity.Loopback()
                : new TransportSecurity.Tls(new TlsFiles(
                        Path.of(tls.get(0)), Path.of(tls.get(1)), Path.of(tls.get(2))));
    }
}
