package io.centrifuge.protocol.security;

import java.nio.file.Path;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS and policy of a process that listens, as their files say now. Any thread may call; a call may
 * read the files, and so block on them.
 */
public final class ServerTls {
    private final TlsIdentity identity;
    private final ReloadedFiles<Policy> policy;

    private ServerTls(TlsIdentity identity, ReloadedFiles<Policy> policy) {
        this.identity = identity;
        this.policy = policy;
    }

    /**
     * Reads the files; empty without TLS.
     *
     * @throws SecurityFileException names the file that can't be used, and the remedy
     */
    public static Optional<ServerTls> load(ServerSecurity security) throws SecurityFileException {
        if (!(security.transport() instanceof TransportSecurity.Tls(TlsFiles files))) {
            return Optional.empty();
        }
        Path policy = security.policy().orElseThrow();
        return Optional.of(new ServerTls(
                TlsIdentity.load(files),
                new ReloadedFiles<>(List.of(policy), () -> Policy.read(policy))));
    }

    public TlsIdentity identity() {
        return identity;
    }

    /**
     * For a JDK's server of HTTPS. It tells nobody which connections it didn't make; the engine
     * knows from where they came, and the log says which certificates were refused.
     *
     * @param port such as "the manager's page of metrics"
     */
    public SSLContext httpsContext(String port, RefusalLog log) {
        return identity.context((engine, why) ->
                log.connection(engine.getPeerHost() + ":" + engine.getPeerPort(), port, why));
    }

    /** Trusts, of those with a certificate of the authority, members of the store alone. */
    public X509ExtendedTrustManager trustOfMembers() {
        return identity.trustManager(peer -> {
            Set<String> names = CertificateNames.of(peer);
            if (!allows(names, new Permission.Store())) {
                throw new CertificateException(
                        "by the policy %s may not %s".formatted(names, new Permission.Store()));
            }
        });
    }

    /** Under which names the policy knows a connection's other side; none without a certificate. */
    public static Set<String> names(@Nullable SSLSession session) {
        try {
            if (session != null) {
                Certificate[] chain = session.getPeerCertificates();
                if (chain.length > 0 && chain[0] instanceof X509Certificate certificate) {
                    return CertificateNames.of(certificate);
                }
            }
            return Set.of();
        } catch (SSLPeerUnverifiedException without) {
            return Set.of();
        }
    }

    /** Whether one that has these names may do that. */
    public boolean allows(Set<String> names, Permission wanted) {
        return policy.current().allows(names, wanted);
    }
}
