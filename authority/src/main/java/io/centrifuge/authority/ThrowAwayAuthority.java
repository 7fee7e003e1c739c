package io.centrifuge.authority;

import io.centrifuge.protocol.security.TlsFiles;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Issues certificates for trials and tests, into files. Its own key is never written down, so that
 * nobody can issue more of them once this object is gone. Any thread may call.
 */
public final class ThrowAwayAuthority {
    /** How long its certificates are valid unless something else is said. */
    public static final Duration VALID = Duration.ofDays(30);

    /** Clocks of other machines may be behind. */
    private static final Duration BEFORE_NOW = Duration.ofHours(1);

    private static final String PRIVATE = "rw-------";

    private final Path folder;
    private final SecureRandom random = new SecureRandom();
    private final KeyPair keys;
    private final X500Name name;

    private ThrowAwayAuthority(Path folder) throws IOException {
        this.folder = folder;
        this.keys = newKeys();
        this.name = new X500Name(
                "CN=centrifuge throw-away authority " + Long.toHexString(random.nextLong()));
        Files.createDirectories(folder);
        X509v3CertificateBuilder own = begin(name, keys, Instant.now().plus(VALID));
        try {
            own.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
            own.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        writePem(trust(), "CERTIFICATE", sign(own));
    }

    /**
     * Begins an authority whose certificate, and those that it issues, are in {@code folder}.
     *
     * @throws IOException if the folder can't be written
     */
    public static ThrowAwayAuthority in(Path folder) throws IOException {
        return new ThrowAwayAuthority(folder);
    }

    /** The file by which others trust it. */
    public Path trust() {
        return folder.resolve("trust.pem");
    }

    /**
     * Issues a certificate under a name, for processes on loopback: their addresses are in it, too.
     *
     * @throws IOException if the files can't be written
     */
    public TlsFiles issue(String dnsName) throws IOException {
        return issue(dnsName, Instant.now().plus(VALID));
    }

    /** The same, valid until then, which may be past. */
    public TlsFiles issue(String dnsName, Instant validUntil) throws IOException {
        Path own = Files.createDirectories(folder.resolve(dnsName));
        TlsFiles files =
                new TlsFiles(own.resolve("key.pem"), own.resolve("certificate.pem"), trust());
        KeyPair pair = newKeys();
        X509v3CertificateBuilder certificate =
                begin(new X500Name("CN=" + dnsName), pair, validUntil);
        try {
            certificate.addExtension(
                    Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName[] {
                        new GeneralName(GeneralName.dNSName, dnsName),
                        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
                        new GeneralName(GeneralName.iPAddress, "::1")
                    }));
        } catch (CertIOException impossible) {
            throw new IllegalStateException(impossible);
        }
        writePem(files.key(), "PRIVATE KEY", pair.getPrivate().getEncoded());
        writePem(files.certificate(), "CERTIFICATE", sign(certificate));
        return files;
    }

    private X509v3CertificateBuilder begin(X500Name subject, KeyPair pair, Instant validUntil) {
        Instant from = Instant.now().minus(BEFORE_NOW);
        return new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(64, random).add(BigInteger.ONE),
                Date.from(from.isBefore(validUntil) ? from : validUntil.minus(BEFORE_NOW)),
                Date.from(validUntil),
                subject,
                pair.getPublic());
    }

    private byte[] sign(X509v3CertificateBuilder certificate) {
        try {
            X509Certificate signed = new JcaX509CertificateConverter()
                    .getCertificate(certificate.build(new JcaContentSignerBuilder("SHA256withECDSA")
                            .build(keys.getPrivate())));
            return signed.getEncoded();
        } catch (GeneralSecurityException | OperatorCreationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** Replaced as a whole, so that a process that reads it meanwhile has the old or the new. */
    private static void writePem(Path file, String what, byte[] der) throws IOException {
        Path partial = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(partial);
        if (partial.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(
                    partial,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(PRIVATE)));
        }
        String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
        Files.writeString(
                partial, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(what, body, what));
        Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }
}
