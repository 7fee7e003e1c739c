package io.centrifuge.core.state;

import java.util.Set;

/**
 * A change of {@link Formats}. The store's members write these for themselves; managers decide
 * nothing by them. Written in the group's format of that moment, so that every member reads them.
 */
public sealed interface FormatRecord extends StoreRecord {
    /** The member says which formats it reads; its last word counts. */
    record Reads(String member, FormatRange formats) implements FormatRecord {}

    /** The member is in the group no more, and its word counts no more. */
    record Gone(String member) implements FormatRecord {}

    /**
     * The group writes this format from here on.
     *
     * @param format above the one that it wrote
     * @param members all that were in the group when this was proposed; at least one
     */
    record Raise(int format, Set<String> members) implements FormatRecord {
        public Raise {
            members = Set.copyOf(members);
            if (members.isEmpty()) {
                throw new IllegalArgumentException(
                        "the raise to format %d names no member".formatted(format));
            }
        }
    }
}
