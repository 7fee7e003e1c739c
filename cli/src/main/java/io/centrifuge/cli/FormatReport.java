package io.centrifuge.cli;

import com.fasterxml.jackson.databind.node.ObjectNode;

import io.centrifuge.core.state.FormatRange;
import io.centrifuge.protocol.admin.MemberStatus.Membership;
import io.centrifuge.protocol.admin.StoreMember;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** In which format a group writes, and who holds a newer one back, as one member sees it. */
final class FormatReport {
    private final int written;

    /** The newest that any listed member reads. */
    private final int newest;

    /** Why each of these holds it back, by id. */
    private final SortedMap<String, String> holding = new TreeMap<>();

    FormatReport(Membership membership) {
        Map<String, FormatRange> listed = membership.formats().members();
        written = membership.formats().written();
        newest = listed.values().stream().mapToInt(FormatRange::newest).reduce(written, Math::max);
        if (newest == written) {
            return;
        }
        Map<String, StoreMember> group = membership.members().stream()
                .collect(Collectors.toMap(StoreMember::id, member -> member));
        membership
                .formats()
                .withoutReading(newest)
                .forEach(id -> holding.put(
                        id,
                        group.containsKey(id)
                                ? "reads " + listed.get(id)
                                : "is not in the group: \"store remove %s\" strikes it out"
                                        .formatted(id)));
        group.keySet().stream()
                .filter(id -> !listed.containsKey(id))
                .forEach(id -> holding.put(id, "has not said what it reads: is it up?"));
    }

    String text() {
        if (holding.isEmpty()) {
            return "the group writes format " + written;
        }
        return holding.entrySet().stream()
                .map(member -> member.getKey() + " " + member.getValue())
                .collect(Collectors.joining(
                        "; ",
                        "the group writes format %d, and not %d, because "
                                .formatted(written, newest),
                        ""));
    }

    void addTo(ObjectNode node) {
        node.put("format", written);
        ObjectNode why = node.putObject("format_held_back");
        holding.forEach(why::put);
    }
}
