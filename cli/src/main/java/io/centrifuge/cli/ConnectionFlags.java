package io.centrifuge.cli;

import io.centrifuge.protocol.client.ManagerAddresses;
import io.centrifuge.protocol.client.ManagerChannels;
import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TransportSecurity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command that asks managers or stores connects to them. */
final class ConnectionFlags {
    static final String KEY = "CENTRIFUGE_TLS_KEY";
    static final String CERTIFICATE = "CENTRIFUGE_TLS_CERTIFICATE";
    static final String TRUST = "CENTRIFUGE_TLS_TRUST";

    @Option(
            names = "--tls-key",
            paramLabel = "FILE",
            description = "Connect by TLS; this is the private key, PEM, PKCS #8 without a"
                    + " password. Default: $" + KEY + ", else without TLS.")
    private @Nullable String key;

    @Option(
            names = "--tls-certificate",
            paramLabel = "FILE",
            description = "Likewise, the certificate. Default: $" + CERTIFICATE + ".")
    private @Nullable String certificate;

    @Option(
            names = "--tls-trust",
            paramLabel = "FILE",
            description = "Likewise, the authority's certificate. Default: $" + TRUST + ".")
    private @Nullable String trust;

    @Option(
            names = "--insecure",
            description = "Connect without TLS also to what isn't on this machine.")
    private boolean insecure;

    /**
     * What to connect by.
     *
     * @throws CommandFailure if files can't be used, or some are missing
     */
    ManagerChannels channels(ProcessContext context) throws CommandFailure {
        try {
            return ManagerChannels.of(security(context));
        } catch (SecurityFileException unusable) {
            throw CommandFailure.usage(unusable.text());
        }
    }

    StoreGroup group(ManagerAddresses addresses, Duration timeout, ProcessContext context)
            throws CommandFailure {
        try {
            return new StoreGroup(addresses, channels(context).requireFits(addresses), timeout);
        } catch (IllegalArgumentException open) {
            throw CommandFailure.usage(String.valueOf(open.getMessage()));
        }
    }

    private TransportSecurity security(ProcessContext context) throws CommandFailure {
        if (insecure) {
            return new TransportSecurity.Insecure();
        }
        String ofKey = given(key, KEY, context);
        String ofCertificate = given(certificate, CERTIFICATE, context);
        String ofTrust = given(trust, TRUST, context);
        long missing =
                Stream.of(ofKey, ofCertificate, ofTrust).filter(String::isEmpty).count();
        return switch ((int) missing) {
            case 0 ->
                new TransportSecurity.Tls(
                        new TlsFiles(Path.of(ofKey), Path.of(ofCertificate), Path.of(ofTrust)));
            case 3 -> new TransportSecurity.Loopback();
            default ->
                throw CommandFailure.usage(
                        "TLS needs key, certificate and trust: give all of --tls-key,"
                                + " --tls-certificate and --tls-trust, or none");
        };
    }

    private static String given(@Nullable String flag, String variable, ProcessContext context) {
        return flag == null ? context.environment().getOrDefault(variable, "") : flag;
    }
}
