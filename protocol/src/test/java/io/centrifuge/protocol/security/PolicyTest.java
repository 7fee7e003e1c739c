package io.centrifuge.protocol.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyTest {
    @TempDir
    Path folder;

    private Policy policy(String text) throws IOException, SecurityFileException {
        return Policy.read(Files.writeString(folder.resolve("policy.properties"), text));
    }

    @Test
    void namesMayDoWhatIsSaidAndNothingElse() throws Exception {
        Policy policy = policy("""
                own.rendezvous = back-*.example.com, spiffe://prod/back
                lookup.* = front
                store = m1, m2
                metrics = prometheus
                """);
        Set<String> back = Set.of("back-1.example.com");
        assertThat(policy.allows(back, new Permission.Own("rendezvous"))).isTrue();
        assertThat(policy.allows(Set.of("spiffe://prod/back"), new Permission.Own("rendezvous")))
                .isTrue();
        assertThat(policy.allows(back, new Permission.Own("other"))).isFalse();
        assertThat(policy.allows(back, new Permission.Lookup("rendezvous"))).isFalse();
        assertThat(policy.allows(back, new Permission.Administer())).isFalse();
        assertThat(policy.allows(back, new Permission.Store())).isFalse();
        assertThat(policy.allows(back, new Permission.Metrics())).isFalse();
        assertThat(policy.allows(back, new Permission.Connect())).isTrue();
        assertThat(policy.allows(Set.of("front"), new Permission.Lookup("any"))).isTrue();
        assertThat(policy.allows(Set.of("x", "m2"), new Permission.Store())).isTrue();
        assertThat(policy.allows(Set.of("prometheus"), new Permission.Metrics()))
                .isTrue();
        assertThat(policy.allows(Set.of(), new Permission.Lookup("any"))).isFalse();
    }

    /** A star stands for characters; every other character stands for itself. */
    @Test
    void aNameIsMatchedWhole() throws Exception {
        Policy policy = policy("administer = a.b, c*d\n");
        for (String name : new String[] {"a.b", "A.B", "cd", "c.x.d"}) {
            assertThat(policy.allows(Set.of(name), new Permission.Administer()))
                    .as(name)
                    .isTrue();
        }
        for (String name : new String[] {"axb", "a.bc", "xa.b", "cdx", ""}) {
            assertThat(policy.allows(Set.of(name), new Permission.Administer()))
                    .as(name)
                    .isFalse();
        }
    }

    @Test
    void whoAdministersMayRead() throws Exception {
        Policy policy = policy("administer = ops\n");
        Set<String> ops = Set.of("ops");
        assertThat(policy.allows(ops, new Permission.Lookup("any"))).isTrue();
        assertThat(policy.allows(ops, new Permission.Metrics())).isTrue();
        assertThat(policy.allows(ops, new Permission.Own("any"))).isFalse();
        assertThat(policy.allows(ops, new Permission.Store())).isFalse();
    }

    @Test
    void whatIsWrongIsNamed() {
        refused("own = x\n", "unknown key \"own\"", "own.SERVICE");
        refused("admin = x\n", "unknown key \"admin\"", "administer");
        refused("store = a,,b\n", "empty name under \"store\"");
        refused("store = a\nstore = b\n", "\"store\" is given twice");
        assertThatThrownBy(() -> Policy.read(folder.resolve("none")))
                .isInstanceOf(SecurityFileException.class)
                .hasMessageContaining("none doesn't exist: put the policy there");
    }

    private void refused(String text, String... parts) {
        assertThatThrownBy(() -> policy(text))
                .isInstanceOf(SecurityFileException.class)
                .hasMessageContainingAll(parts);
    }
}
