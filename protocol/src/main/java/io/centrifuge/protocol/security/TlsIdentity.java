package io.centrifuge.protocol.security;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A process's side of TLS: what it shows, and whom it trusts, as its files say when a connection
 * begins. Any thread may call; a connection's beginning may read the files, and so block on them.
 */
public final class TlsIdentity {
    private static final String ALIAS = "own";

    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentity.class);

    private final ReloadedFiles<TlsMaterial> material;

    /** What is asked of a peer beyond a certificate of the authority. */
    @FunctionalInterface
    interface PeerCheck {
        PeerCheck NONE = peer -> {};

        /**
         * Looks at one peer.
         *
         * @throws CertificateException if it may not connect
         */
        void check(X509Certificate peer) throws CertificateException;
    }

    /** Hears of clients whose certificates are refused. */
    @FunctionalInterface
    interface Refusals {
        /** For those who learn of it from their connection's end. */
        Refusals UNHEARD = (engine, why) -> {};

        void add(SSLEngine engine, CertificateException why);
    }

    private TlsIdentity(ReloadedFiles<TlsMaterial> material) {
        this.material = material;
    }

    /**
     * Reads the files.
     *
     * @throws SecurityFileException names the file that can't be used, and the remedy
     */
    public static TlsIdentity load(TlsFiles files) throws SecurityFileException {
        return new TlsIdentity(new ReloadedFiles<>(files.all(), () -> TlsMaterial.read(files)));
    }

    /** Shows the certificate. */
    public X509ExtendedKeyManager keyManager() {
        return new OwnKey(material);
    }

    /** Trusts whoever has a certificate of the authority, for a server under the name called. */
    public X509ExtendedTrustManager trustManager() {
        return trustManager(PeerCheck.NONE);
    }

    X509ExtendedTrustManager trustManager(PeerCheck check) {
        return new Trust(material, check, Refusals.UNHEARD);
    }

    /** Of the two. */
    public SSLContext context() {
        return context(Refusals.UNHEARD);
    }

    SSLContext context(Refusals refusals) {
        Trust trust = new Trust(material, PeerCheck.NONE, refusals);
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {keyManager()}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("this Java has no TLS", missing);
        }
    }

    private static final class OwnKey extends X509ExtendedKeyManager {
        private final ReloadedFiles<TlsMaterial> material;

        OwnKey(ReloadedFiles<TlsMaterial> material) {
            this.material = material;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] types, Principal @Nullable [] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(
                String type, Principal @Nullable [] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseClientAlias(
                String[] types, Principal @Nullable [] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseServerAlias(
                String type, Principal @Nullable [] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getClientAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String[] getServerAliases(String type, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return material.current().chain().toArray(X509Certificate[]::new);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return material.current().key();
        }
    }

    private static final class Trust extends X509ExtendedTrustManager {
        private final ReloadedFiles<TlsMaterial> material;
        private final PeerCheck check;
        private final Refusals refusals;

        Trust(ReloadedFiles<TlsMaterial> material, PeerCheck check, Refusals refusals) {
            this.material = material;
            this.check = check;
            this.refusals = refusals;
        }

        /** One of the JDK's own checks. */
        @FunctionalInterface
        private interface Trusting {
            void check(X509ExtendedTrustManager trust) throws CertificateException;
        }

        private void require(X509Certificate[] chain, Trusting trusting)
                throws CertificateException {
            trusting.check(material.current().trust());
            check.check(chain[0]);
        }

        /** The port that it came to says it in the log, for that knows from where. */
        private void client(X509Certificate[] chain, Trusting trusting)
                throws CertificateException {
            try {
                require(chain, trusting);
            } catch (CertificateException refused) {
                throw new RefusedClientException(chain[0], refused);
            }
        }

        private void server(X509Certificate[] chain, Trusting trusting)
                throws CertificateException {
            try {
                require(chain, trusting);
            } catch (CertificateException refused) {
                LOG.warn(
                        "refused a server that shows the certificate of {}: {}",
                        chain[0].getSubjectX500Principal(),
                        TlsFailure.innermost(refused));
                throw refused;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            try {
                client(chain, trust -> trust.checkClientTrusted(chain, type, engine));
            } catch (CertificateException refused) {
                refusals.add(engine, refused);
                throw refused;
            }
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            client(chain, trust -> trust.checkClientTrusted(chain, type, socket));
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            client(chain, trust -> trust.checkClientTrusted(chain, type));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            server(chain, trust -> trust.checkServerTrusted(chain, type, engine));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            server(chain, trust -> trust.checkServerTrusted(chain, type, socket));
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type)
                throws CertificateException {
            server(chain, trust -> trust.checkServerTrusted(chain, type));
        }

        /**
         * Names none: a server would go on asking for certificates of those whom it trusted when
         * it began to listen, and a client with a newer one would not show it.
         */
        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
