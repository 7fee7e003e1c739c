package io.centrifuge.protocol.security;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What the three files held when they were read. Immutable.
 *
 * <p>Invariant: the key belongs to the certificate, which was valid then.
 *
 * @param chain the certificate first
 * @param trust the JDK's own check (PKIX, RFC 5280), without revocation
 */
record TlsMaterial(PrivateKey key, List<X509Certificate> chain, X509ExtendedTrustManager trust) {
    private static final Pattern KEY = Pattern.compile(
            "-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final Pattern OTHER_KEY =
            Pattern.compile("-----BEGIN ([A-Z]+ )?PRIVATE KEY-----");

    static TlsMaterial read(TlsFiles files) throws SecurityFileException {
        List<X509Certificate> chain = certificates(files.certificate(), "the certificate");
        X509Certificate own = chain.getFirst();
        requireValid(files.certificate(), own);
        PrivateKey key = key(files.key(), own);
        requirePair(files, key, own.getPublicKey());
        return new TlsMaterial(
                key,
                chain,
                trust(files.trust(), certificates(files.trust(), "certificates to trust")));
    }

    private static String text(Path file, String what) throws SecurityFileException {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw SecurityFileException.unreadable(file, what, unreadable);
        }
    }

    private static List<X509Certificate> certificates(Path file, String what)
            throws SecurityFileException {
        byte[] pem = text(file, what).getBytes(StandardCharsets.UTF_8);
        try {
            List<X509Certificate> found = CertificateFactory.getInstance("X.509")
                    .generateCertificates(new ByteArrayInputStream(pem))
                    .stream()
                    .map(X509Certificate.class::cast)
                    .toList();
            if (!found.isEmpty()) {
                return found;
            }
        } catch (CertificateException malformed) {
            throw noCertificate(file, what, malformed);
        }
        throw noCertificate(file, what, null);
    }

    private static SecurityFileException noCertificate(
            Path file, String what, @Nullable Exception cause) {
        return new SecurityFileException(
                file,
                "has no certificate that can be read",
                "put %s there in PEM (BEGIN CERTIFICATE)".formatted(what),
                cause);
    }

    private static void requireValid(Path file, X509Certificate certificate)
            throws SecurityFileException {
        Instant now = Instant.now();
        Instant from = certificate.getNotBefore().toInstant();
        Instant to = certificate.getNotAfter().toInstant();
        if (now.isBefore(from) || now.isAfter(to)) {
            throw new SecurityFileException(
                    file,
                    "is valid from %s to %s, and it is %s".formatted(from, to, now),
                    "renew the certificate, or set the clock right",
                    null);
        }
    }

    private static PrivateKey key(Path file, X509Certificate certificate)
            throws SecurityFileException {
        String pem = text(file, "the private key");
        Matcher found = KEY.matcher(pem);
        if (!found.find()) {
            boolean isOther = OTHER_KEY.matcher(pem).find();
            throw new SecurityFileException(
                    file,
                    isOther
                            ? "has a private key that is encrypted or in an old format"
                            : "has no private key",
                    "put it there as PKCS #8 without a password (BEGIN PRIVATE KEY), as \"openssl"
                            + " pkcs8 -topk8 -nocrypt\" writes it",
                    null);
        }
        try {
            byte[] encoded = Base64.getMimeDecoder().decode(found.group(1));
            return KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                    .generatePrivate(new PKCS8EncodedKeySpec(encoded));
        } catch (GeneralSecurityException | IllegalArgumentException malformed) {
            throw new SecurityFileException(
                    file,
                    "has a private key that can't be read, or of another kind than the"
                            + " certificate's (" + malformed.getMessage() + ")",
                    "put the certificate's own key there",
                    malformed);
        }
    }

    private static void requirePair(TlsFiles files, PrivateKey mine, PublicKey certified)
            throws SecurityFileException {
        byte[] text = "a pair".getBytes(StandardCharsets.UTF_8);
        try {
            Signature signature = Signature.getInstance(
                    switch (certified.getAlgorithm()) {
                        case "RSA" -> "SHA256withRSA";
                        case "EC" -> "SHA256withECDSA";
                        default -> certified.getAlgorithm();
                    });
            signature.initSign(mine);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(certified);
            signature.update(text);
            if (signature.verify(signed)) {
                return;
            }
        } catch (GeneralSecurityException unfit) {
            throw noPair(files, unfit);
        }
        throw noPair(files, null);
    }

    private static SecurityFileException noPair(TlsFiles files, @Nullable Exception cause) {
        return new SecurityFileException(
                files.key(),
                "is not the key of the certificate in " + files.certificate(),
                "put the key there that the certificate was made for",
                cause);
    }

    private static X509ExtendedTrustManager trust(Path file, List<X509Certificate> authorities)
            throws SecurityFileException {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            int number = 0;
            for (Certificate authority : authorities) {
                store.setCertificateEntry("authority-" + number++, authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            return (X509ExtendedTrustManager) factory.getTrustManagers()[0];
        } catch (GeneralSecurityException | IOException unusable) {
            throw new SecurityFileException(
                    file,
                    "has certificates that can't be trusted (" + unusable.getMessage() + ")",
                    "put those of the authority there",
                    unusable);
        }
    }
}
