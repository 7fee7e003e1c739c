package io.centrifuge.protocol.security;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.naming.InvalidNameException;
import javax.naming.ldap.LdapName;
import javax.naming.ldap.Rdn;

/**
 * Under which names a certificate's bearer is known to the policy: its DNS names, in lower case,
 * and URIs; its common name where it has none of these. Stateless.
 */
final class CertificateNames {
    private static final int DNS = 2;
    private static final int URI = 6;

    private CertificateNames() {}

    static Set<String> of(X509Certificate certificate) {
        List<String> names = new ArrayList<>();
        for (List<?> alternative : alternatives(certificate)) {
            if (alternative.get(0).equals(DNS)) {
                names.add(alternative.get(1).toString().toLowerCase(Locale.ROOT));
            } else if (alternative.get(0).equals(URI)) {
                names.add(alternative.get(1).toString());
            }
        }
        return Set.copyOf(names.isEmpty() ? commonNames(certificate) : names);
    }

    private static Collection<List<?>> alternatives(X509Certificate certificate) {
        try {
            Collection<List<?>> found = certificate.getSubjectAlternativeNames();
            return found == null ? List.of() : found;
        } catch (CertificateParsingException malformed) {
            return List.of(); // has no name, and so may do nothing
        }
    }

    private static List<String> commonNames(X509Certificate certificate) {
        try {
            return new LdapName(certificate.getSubjectX500Principal().getName())
                    .getRdns().stream()
                            .filter(part -> part.getType().equalsIgnoreCase("CN"))
                            .map(Rdn::getValue)
                            .map(Object::toString)
                            .toList();
        } catch (InvalidNameException malformed) {
            return List.of();
        }
    }
}
