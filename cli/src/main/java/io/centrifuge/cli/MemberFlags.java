package io.centrifuge.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of every process that keeps a member of the store. */
final class MemberFlags {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Read values from this properties file; flags win over it. Its keys are"
                    + " the flags without the dashes.")
    private @Nullable Path file;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Keep the store in this folder; one process alone may use it. Default:"
                    + " ~/.local/state/centrifuge, or centrifuge-store there for a store's process"
                    + " ($XDG_STATE_HOME counts).")
    private @Nullable String data;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "Listen on this address of this host; one that isn't loopback takes TLS."
                    + " Default: 127.0.0.1.")
    private @Nullable String host;

    @Option(
            names = "--port",
            paramLabel = "N",
            description = "Listen on this port; 0 takes any free one. Default: 7400, or 7500 for a"
                    + " store's process.")
    private @Nullable String port;

    @Option(
            names = "--member",
            paramLabel = "ID",
            description = "Be the member of this id in a group of several, which \"centrifuge store"
                    + " create\" puts together; none is a group of one, begun at the first start."
                    + " Default: none.")
    private @Nullable String member;

    @Option(
            names = "--peer-host",
            paramLabel = "HOST",
            description = "Where other members of the group reach this one; listens there, too."
                    + " Default: 127.0.0.1.")
    private @Nullable String peerHost;

    @Option(
            names = "--peer-port",
            paramLabel = "N",
            description = "Likewise, the port. Default: 7401, or 7501 for a store's process.")
    private @Nullable String peerPort;

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Let only those in who have a certificate of the authority, by TLS; this"
                    + " is the process's private key, PEM, PKCS #8 without a password. This and the"
                    + " next three are read again when they change. Default: none.")
    private @Nullable String tlsKey;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Likewise, its certificate, PEM. Default: none.")
    private @Nullable String tlsCertificate;

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "Likewise, the authority's certificate, PEM. Default: none.")
    private @Nullable String tlsTrust;

    @Option(
            names = "--policy",
            paramLabel = "FILE",
            description = "Likewise, which names in a certificate may do what: properties such as"
                    + " own.SERVICE = backend-*.example.com; other keys are lookup.SERVICE,"
                    + " administer, store, metrics. Default: none.")
    private @Nullable String policy;

    @Option(
            names = "--insecure",
            description = "Listen without TLS, also where that isn't loopback: whoever reaches the"
                    + " ports may give orders. Default: no.")
    private boolean insecure;

    /**
     * Defaults, file and flags together.
     *
     * @param more flags of the role's own
     * @throws CommandFailure if a value can't be used
     */
    Settings settings(Settings.Role role, List<Setting> more, ProcessContext context)
            throws CommandFailure {
        try {
            List<Setting> layers = new ArrayList<>(role.defaults(context));
            if (file != null) {
                layers.addAll(SettingsFile.read(file, role));
            }
            add(layers, Setting.DATA, data);
            add(layers, Setting.HOST, host);
            add(layers, Setting.PORT, port);
            add(layers, Setting.MEMBER, member);
            add(layers, Setting.PEER_HOST, peerHost);
            add(layers, Setting.PEER_PORT, peerPort);
            add(layers, Setting.TLS_KEY, tlsKey);
            add(layers, Setting.TLS_CERTIFICATE, tlsCertificate);
            add(layers, Setting.TLS_TRUST, tlsTrust);
            add(layers, Setting.POLICY, policy);
            add(layers, Setting.INSECURE, insecure ? "yes" : null);
            layers.addAll(more);
            return Settings.of(role, layers);
        } catch (IllegalArgumentException unusable) {
            throw CommandFailure.usage(String.valueOf(unusable.getMessage()));
        }
    }

    static void add(List<Setting> layers, String key, @Nullable String value) {
        if (value != null) {
            layers.add(new Setting(key, value, Setting.Origin.FLAG));
        }
    }
}
