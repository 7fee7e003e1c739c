package io.centrifuge.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.centrifuge.protocol.security.SecurityFileException;
import io.centrifuge.protocol.security.TlsFiles;
import io.centrifuge.protocol.security.TlsIdentity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an authority issues can be used for TLS, and what can't be is named. */
class IssuedFilesTest {
    @TempDir
    Path folder;

    private ThrowAwayAuthority authority;
    private TlsFiles good;

    @BeforeEach
    void issue() throws Exception {
        authority = ThrowAwayAuthority.in(folder);
        good = authority.issue("one");
    }

    @Test
    void whatIsIssuedCanBeUsed() throws Exception {
        assertThat(TlsIdentity.load(good).context()).isNotNull();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(good.key())))
                .isEqualTo("rw-------");
    }

    @Test
    void anExpiredCertificateIsRefused() throws Exception {
        TlsFiles expired = authority.issue("old", Instant.now().minusSeconds(10));
        refused(expired, expired.certificate() + " is valid from", "renew the certificate");
    }

    @Test
    void aKeyOfAnotherCertificateIsRefused() throws Exception {
        TlsFiles other = authority.issue("two");
        refused(
                new TlsFiles(other.key(), good.certificate(), good.trust()),
                other.key() + " is not the key of the certificate in " + good.certificate());
    }

    @Test
    void whatIsMissingOrNoPemIsNamed() throws Exception {
        Path none = folder.resolve("none.pem");
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        Path binary = Files.write(folder.resolve("binary.pem"), new byte[] {-1, -2, -3});
        refused(new TlsFiles(none, good.certificate(), good.trust()), none + " doesn't exist");
        refused(new TlsFiles(good.key(), none, good.trust()), none + " doesn't exist");
        refused(new TlsFiles(good.key(), good.certificate(), none), none + " doesn't exist");
        refused(new TlsFiles(empty, good.certificate(), good.trust()), "has no private key");
        refused(new TlsFiles(good.key(), empty, good.trust()), "has no certificate");
        refused(new TlsFiles(good.key(), good.certificate(), empty), "has no certificate");
        refused(new TlsFiles(binary, good.certificate(), good.trust()), "isn't text");
    }

    @Test
    void keysInOtherFormatsAreNamed() throws Exception {
        for (String kind : List.of("RSA ", "EC ", "ENCRYPTED ")) {
            Path key = Files.writeString(
                    folder.resolve("other.pem"),
                    "-----BEGIN " + kind + "PRIVATE KEY-----\nAAAA\n-----END " + kind
                            + "PRIVATE KEY-----\n");
            refused(
                    new TlsFiles(key, good.certificate(), good.trust()),
                    "encrypted or in an old format",
                    "openssl pkcs8 -topk8 -nocrypt");
        }
        Path damaged = Files.writeString(
                folder.resolve("damaged.pem"),
                Files.readString(good.key()).replaceFirst("\n[A-Za-z0-9+/]{20}", "\n"));
        refused(new TlsFiles(damaged, good.certificate(), good.trust()), "can't be read");
    }

    private static void refused(TlsFiles files, String... parts) {
        assertThatThrownBy(() -> TlsIdentity.load(files))
                .isInstanceOf(SecurityFileException.class)
                .hasMessageContainingAll(parts);
    }
}
