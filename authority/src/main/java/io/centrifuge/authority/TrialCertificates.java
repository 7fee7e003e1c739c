package io.centrifuge.authority;

import io.centrifuge.protocol.security.TlsFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The certificates of a cluster on this machine, and the policy that lets each do its part; in the
 * folder {@code tls} beside the processes' own. Immutable.
 *
 * @param folder of the cluster
 */
public record TrialCertificates(Path folder) {
    private static final String OWNER = "owner";
    private static final String LOOKUP = "lookup";
    private static final String ADMINISTRATOR = "admin";

    /**
     * Issues all of them.
     *
     * @param members names of the processes that keep the store, managers among them
     * @throws IOException if the folder can't be written
     */
    public static TrialCertificates issue(Path folder, List<String> members) throws IOException {
        TrialCertificates certificates = new TrialCertificates(folder);
        ThrowAwayAuthority authority = ThrowAwayAuthority.in(certificates.place());
        for (String member : members) {
            authority.issue(member);
        }
        for (String client : List.of(OWNER, LOOKUP, ADMINISTRATOR)) {
            authority.issue(client);
        }
        Files.writeString(certificates.policy(), """
                # Which names in a certificate may do what.
                own.* = %s
                lookup.* = %s
                administer = %s
                store = %s
                """.formatted(
                        OWNER, LOOKUP, ADMINISTRATOR, String.join(", ", members)));
        return certificates;
    }

    private Path place() {
        return folder.resolve("tls");
    }

    public Path policy() {
        return place().resolve("policy.properties");
    }

    /** What an owner of any service connects with. */
    public TlsFiles owner() {
        return of(OWNER);
    }

    /** What a lookup in any service connects with. */
    public TlsFiles lookup() {
        return of(LOOKUP);
    }

    /** What an administrator connects with. */
    public TlsFiles administrator() {
        return of(ADMINISTRATOR);
    }

    private TlsFiles of(String name) {
        return new TlsFiles(
                place().resolve(name).resolve("key.pem"),
                place().resolve(name).resolve("certificate.pem"),
                place().resolve("trust.pem"));
    }

    /** The flags with which the launcher starts a member's process. */
    public List<String> flags(String member) {
        List<String> flags = new ArrayList<>(connecting(of(member)));
        flags.addAll(List.of("--policy", policy().toString()));
        return flags;
    }

    /** The flags with which the launcher's commands connect. */
    public static List<String> connecting(TlsFiles files) {
        return List.of(
                "--tls-key",
                files.key().toString(),
                "--tls-certificate",
                files.certificate().toString(),
                "--tls-trust",
                files.trust().toString());
    }
}
