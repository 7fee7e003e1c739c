package io.centrifuge.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TransportSecurityTest {
    @ParameterizedTest
    @CsvSource({
        "localhost, true",
        "127.0.0.1, true",
        "127.1.2.3, true",
        "::1, true",
        "0.0.0.0, false",
        "::, false",
        "10.0.0.1, false",
        "999.1.1.1, false",
        "manager-1, false",
        "localhost.example.com, false"
    })
    void withoutTlsOnlyThisMachineFits(String host, boolean fits) {
        assertThat(new TransportSecurity.Loopback().fits(host)).isEqualTo(fits);
        assertThat(new TransportSecurity.Insecure().fits(host)).isTrue();
    }

    @Test
    void aPolicyAndTlsGoTogether() {
        Path file = Path.of("f");
        TlsFiles files = new TlsFiles(file, file, file);
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new ServerSecurity(new TransportSecurity.Tls(files), Optional.empty()))
                .withMessageContaining("there must be a policy");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new ServerSecurity(new TransportSecurity.Insecure(), Optional.of(file)))
                .withMessageContaining("given without TLS");
    }
}
