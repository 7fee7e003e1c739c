package io.centrifuge.core.transcript;

import static io.centrifuge.core.transcript.Notation.ADDRESS;
import static io.centrifuge.core.transcript.Notation.SERVICE;

import io.centrifuge.LeaseTiming;
import io.centrifuge.OwnerAddress;
import io.centrifuge.core.key.Piece;
import io.centrifuge.core.key.RangeMap;
import io.centrifuge.core.message.ManagerMessage;
import io.centrifuge.core.message.OwnerRequest;
import io.centrifuge.core.message.TableAnswer;
import io.centrifuge.core.reference.ManagerFrame;
import io.centrifuge.core.reference.OwnerFrame;
import io.centrifuge.core.reference.Unchanged;
import io.centrifuge.core.reference.Unresolved;
import io.centrifuge.core.state.LeaseEntry;
import io.centrifuge.core.state.OwnerRef;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** How transcripts write messages; it reads what it prints. Stateless. */
final class Messages {
    private Messages() {}

    static String print(ManagerFrame frame) {
        return switch (frame) {
            case ManagerFrame.Whole(ManagerMessage message) -> print(message);
            case Unchanged unchanged -> print(unchanged);
            case Unresolved wanted -> print(wanted);
        };
    }

    static String print(OwnerFrame frame) {
        return switch (frame) {
            case OwnerFrame.Whole(OwnerRequest request) -> print(request);
            case Unchanged unchanged -> print(unchanged);
            case Unresolved wanted -> print(wanted);
        };
    }

    private static String print(Unchanged frame) {
        return "Unchanged term %s seq %d seen %d handled %d"
                .formatted(
                        Notation.number(frame.term()),
                        frame.sequence(),
                        frame.seen(),
                        frame.handled());
    }

    private static String print(Unresolved frame) {
        return "Unresolved term %s seq %d seen %d"
                .formatted(Notation.number(frame.term()), frame.sequence(), frame.seen());
    }

    private static Unchanged unchanged(Words words, OwnerRef owner) {
        return new Unchanged(
                SERVICE,
                owner,
                words.number("term"),
                words.number("seq"),
                words.number("seen"),
                words.number("handled"));
    }

    private static Unresolved unresolved(Words words, OwnerRef owner) {
        return new Unresolved(
                SERVICE, owner, words.number("term"), words.number("seq"), words.number("seen"));
    }

    private static String print(ManagerMessage message) {
        return switch (message) {
            case ManagerMessage.Hello hello -> "Hello term " + Notation.number(hello.term());
            case ManagerMessage.NotLeading notLeading -> "NotLeading";
            case ManagerMessage.Superseded superseded ->
                "Superseded term "
                        + Notation.number(superseded.term())
                        + (superseded.evicted() ? " evicted" : "");
            case ManagerMessage.OutOfStep outOfStep ->
                "OutOfStep term %s seq %d seen %d"
                        .formatted(
                                Notation.number(outOfStep.term()),
                                outOfStep.sequence(),
                                outOfStep.seen());
            case ManagerMessage.Leases list ->
                "Leases term %s seq %d seen %d handled %d leases %s"
                                .formatted(
                                        Notation.number(list.term()),
                                        list.sequence(),
                                        list.seen(),
                                        list.handled(),
                                        Notation.leases(list.leases()))
                        + (list.recalls().isEmpty()
                                ? ""
                                : " recalls " + Notation.handovers(list.recalls()))
                        + (list.mayLeave() ? " may-leave" : "");
        };
    }

    static ManagerFrame ofManager(Words words, OwnerRef to, LeaseTiming timing) {
        if (words.take("Unchanged")) {
            return unchanged(words, to);
        }
        return words.take("Unresolved")
                ? unresolved(words, to)
                : new ManagerFrame.Whole(manager(words, to, timing));
    }

    private static ManagerMessage manager(Words words, OwnerRef to, LeaseTiming timing) {
        String kind = words.next();
        return switch (kind) {
            case "Hello" -> new ManagerMessage.Hello(SERVICE, to, words.number("term"));
            case "NotLeading" -> new ManagerMessage.NotLeading(SERVICE, to);
            case "Superseded" ->
                new ManagerMessage.Superseded(
                        SERVICE, to, words.number("term"), words.take("evicted"));
            case "OutOfStep" ->
                new ManagerMessage.OutOfStep(
                        SERVICE,
                        to,
                        words.number("term"),
                        words.number("seq"),
                        words.number("seen"));
            case "Leases" ->
                new ManagerMessage.Leases(
                        SERVICE,
                        to,
                        words.number("term"),
                        words.number("seq"),
                        words.number("seen"),
                        words.number("handled"),
                        timing,
                        Notation.leases(words.expect("leases").next()),
                        words.take("recalls") ? Notation.handovers(words.next()) : List.of(),
                        0,
                        words.take("may-leave"));
            default -> throw new IllegalArgumentException("no message of a manager: " + kind);
        };
    }

    private static String print(OwnerRequest request) {
        return "Request term %s seq %d seen %d handled %d held %s"
                        .formatted(
                                Notation.number(request.term()),
                                request.sequence(),
                                request.seen(),
                                request.handled(),
                                Notation.held(request.held()))
                + (request.transferred().isEmpty()
                        ? ""
                        : " transferred " + Notation.handovers(request.transferred()))
                + (request.retiring() ? " retiring" : "")
                + (request.leaving() ? " leaving" : "");
    }

    static OwnerFrame ofOwner(Words words, OwnerRef from) {
        if (words.take("Unchanged")) {
            return unchanged(words, from);
        }
        return words.take("Unresolved")
                ? unresolved(words, from)
                : new OwnerFrame.Whole(request(words, from));
    }

    private static OwnerRequest request(Words words, OwnerRef from) {
        return new OwnerRequest(
                SERVICE,
                from,
                ADDRESS,
                words.expect("Request").number("term"),
                words.number("seq"),
                words.number("seen"),
                words.number("handled"),
                Notation.held(words.expect("held").next()),
                words.take("transferred") ? Notation.handovers(words.next()) : List.of(),
                words.take("retiring"),
                words.take("leaving"));
    }

    static String print(TableAnswer answer) {
        return switch (answer) {
            case TableAnswer.Whole whole ->
                "Whole lsn %s %s"
                        .formatted(
                                Notation.number(whole.lsn()),
                                Notation.entries(whole.entries().pieces()));
            case TableAnswer.Changes changes ->
                "Changes since %s lsn %s %s"
                        .formatted(
                                Notation.number(changes.since()),
                                Notation.number(changes.lsn()),
                                Notation.entries(changes.pieces()));
            case TableAnswer.Behind behind -> "Behind lsn " + Notation.number(behind.lsn());
        };
    }

    static TableAnswer answer(Words words) {
        String kind = words.next();
        return switch (kind) {
            case "Whole" -> whole(words.number("lsn"), Notation.entries(words.next()));
            case "Changes" -> {
                long since = words.number("since");
                long lsn = words.number("lsn");
                List<Piece<LeaseEntry>> pieces =
                        Notation.entries(words.next()).pieces(entry -> entry.number() != 0);
                yield new TableAnswer.Changes(SERVICE, since, lsn, pieces, addresses(pieces));
            }
            case "Behind" -> new TableAnswer.Behind(SERVICE, words.number("lsn"));
            default -> throw new IllegalArgumentException("no answer to a lookup: " + kind);
        };
    }

    private static TableAnswer whole(long lsn, RangeMap<LeaseEntry> entries) {
        return new TableAnswer.Whole(SERVICE, lsn, entries, addresses(entries.pieces()));
    }

    private static SortedMap<OwnerRef, OwnerAddress> addresses(List<Piece<LeaseEntry>> pieces) {
        SortedMap<OwnerRef, OwnerAddress> addresses = new TreeMap<>();
        for (Piece<LeaseEntry> piece : pieces) {
            OwnerRef holder = piece.value().holder();
            if (holder != null) {
                addresses.put(holder, ADDRESS);
            }
        }
        return addresses;
    }
}
