package io.centrifuge.cli;

import io.centrifuge.protocol.security.ServerSecurity;
import io.centrifuge.protocol.security.TlsFiles;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** How a process's configuration says that its ports are protected. Stateless. */
final class SecuritySettings {
    /** Of a file that isn't given. */
    static final String NONE = "none";

    private static final List<String> FILES =
            List.of(Setting.TLS_KEY, Setting.TLS_CERTIFICATE, Setting.TLS_TRUST, Setting.POLICY);

    private SecuritySettings() {}

    /** Whether the value names a file. */
    static boolean isFile(String key) {
        return FILES.contains(key);
    }

    /** @throws IllegalArgumentException names what is missing or too much, and the remedy */
    static ServerSecurity of(Map<String, Setting> effective) {
        boolean insecure = isYes(get(effective, Setting.INSECURE));
        List<Setting> given = FILES.stream()
                .map(key -> get(effective, key))
                .filter(setting -> !setting.value().equals(NONE))
                .toList();
        if (given.isEmpty()) {
            return insecure ? ServerSecurity.INSECURE : ServerSecurity.LOOPBACK;
        }
        if (insecure) {
            throw given.getFirst()
                    .wrong("this is for TLS, but insecure is yes: leave one of them out");
        }
        for (String key : FILES) {
            if (get(effective, key).value().equals(NONE)) {
                throw given.getFirst()
                        .wrong("TLS needs %s, too: give %s"
                                .formatted(key, String.join(", ", FILES)));
            }
        }
        return ServerSecurity.tls(
                new TlsFiles(
                        file(get(effective, Setting.TLS_KEY)),
                        file(get(effective, Setting.TLS_CERTIFICATE)),
                        file(get(effective, Setting.TLS_TRUST))),
                file(get(effective, Setting.POLICY)));
    }

    static IllegalArgumentException openWithoutTls(Setting host) {
        return host.wrong(("\"%s\" is not loopback, and without TLS whoever reaches it may give"
                        + " orders: give tls-key, tls-certificate, tls-trust and policy, or say"
                        + " insecure")
                .formatted(host.value()));
    }

    private static Setting get(Map<String, Setting> effective, String key) {
        return Objects.requireNonNull(effective.get(key), key);
    }

    private static boolean isYes(Setting setting) {
        return switch (setting.value()) {
            case "yes" -> true;
            case "no" -> false;
            default ->
                throw setting.wrong(
                        "\"%s\" is neither: write yes or no".formatted(setting.value()));
        };
    }

    private static Path file(Setting setting) {
        try {
            return Path.of(setting.value()).toAbsolutePath().normalize();
        } catch (InvalidPathException malformed) {
            throw setting.wrong("\"%s\" can't be a file's name here (%s): name another"
                    .formatted(setting.value(), malformed.getReason()));
        }
    }
}
