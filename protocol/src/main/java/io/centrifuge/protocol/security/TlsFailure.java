package io.centrifuge.protocol.security;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertificateException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a connection was not made, where TLS refused it. Stateless. */
public final class TlsFailure {
    /**
     * The other side's word by which it ends the handshake (RFC 8446, section 6.2), as the JDK and
     * as OpenSSL show it.
     */
    private static final Pattern ALERT =
            Pattern.compile("alert(?:: |_)([a-z_]+)", Pattern.CASE_INSENSITIVE);

    /** How the JDK and OpenSSL say that a certificate was asked for and none came. */
    private static final Pattern NOTHING_SHOWN = Pattern.compile(
            "empty client certificate chain|did_not_return_a_certificate",
            Pattern.CASE_INSENSITIVE);

    private TlsFailure() {}

    /**
     * What to tell people, where one side refused the other; empty for any other failure, such as a
     * connection that broke.
     */
    public static Optional<String> text(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            String message = String.valueOf(cause.getMessage());
            if (cause instanceof RefusedClientException) {
                return Optional.of("its certificate is refused here: " + message);
            }
            if (cause instanceof CertificateException) {
                return Optional.of("its certificate is refused here: " + innermost(cause));
            }
            if (cause instanceof SSLException) {
                Matcher alert = ALERT.matcher(message);
                if (alert.find()) {
                    return Optional.of("it refuses this process's certificate: "
                            + alert.group(1).toLowerCase(Locale.ROOT));
                }
                if (message.startsWith("not an SSL/TLS record")) {
                    return Optional.of("it doesn't speak TLS, which this process was told to use");
                }
            }
        }
        return Optional.empty();
    }

    /** Why a client has no connection, for the side that listens. */
    static String ofClient(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (NOTHING_SHOWN.matcher(String.valueOf(cause.getMessage())).find()) {
                return "it shows no certificate";
            }
            if (cause instanceof ClosedChannelException) {
                return "it closed the connection before that was made";
            }
        }
        return text(failure).orElseGet(() -> innermost(failure));
    }

    static String innermost(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
