package io.longshore.snapshot.scan;

import java.util.ArrayList;
import java.util.List;

/** Makes row ranges of predicates, for one layout of row keys. */
final class RowKeyTranslator {
  /** From so many ranges on, those behind one prefix become one. */
  private static final int MOST_RANGES = 10_000;

  private final KeyLayout layout;

  RowKeyTranslator(KeyLayout layout) {
    this.layout = layout;
  }

  RowKeyRanges translate(Predicate predicate) {
    return translate(predicate, false);
  }

  private RowKeyRanges translate(Predicate predicate, boolean negated) {
    if (predicate instanceof Predicate.Not not) {
      return translate(not.part(), !negated);
    }
    int column = KeyPredicates.column(predicate);
    if (column >= 0) {
      return conjunction(List.of(predicate), negated);
    } else if (predicate instanceof Predicate.And and) {
      return negated ? disjunction(and.parts(), true) : conjunction(and.parts(), false);
    } else if (predicate instanceof Predicate.Or or) {
      return negated ? conjunction(or.parts(), true) : disjunction(or.parts(), false);
    }
    return RowKeyRanges.UNKNOWN;
  }

  private RowKeyRanges disjunction(List<Predicate> parts, boolean negated) {
    List<ByteRange> ranges = new ArrayList<>();
    boolean exact = true;
    boolean exactIfWellFormed = true;
    for (Predicate part : parts) {
      RowKeyRanges one = translate(part, negated);
      ranges.addAll(one.ranges().list());
      exact &= one.exact();
      exactIfWellFormed &= one.exactIfWellFormed();
    }
    return new RowKeyRanges(ByteRanges.of(ranges), exact, exactIfWellFormed);
  }

  /** Of all parts: those on one piece of the key together, so that pieces can be put together. */
  private RowKeyRanges conjunction(List<Predicate> parts, boolean negated) {
    EncodedRanges[] pieces = new EncodedRanges[layout.pieces()];
    RowKeyRanges rows = RowKeyRanges.ALL_EXACT;
    List<Predicate> flat = new ArrayList<>();
    flatten(parts, negated, flat);
    for (Predicate part : flat) {
      int column = KeyPredicates.column(part);
      int piece = column < 0 ? -1 : layout.pieceOf(column);
      if (piece >= 0) {
        EncodedRanges values = KeyPredicates.values(part, false, layout.codec(piece));
        pieces[piece] = pieces[piece] == null ? values : pieces[piece].intersect(values);
      } else {
        rows = rows.intersect(column >= 0 ? RowKeyRanges.UNKNOWN : translate(part, false));
      }
    }
    return rows.intersect(new Pieces(pieces).rows());
  }

  private static void flatten(List<Predicate> parts, boolean negated, List<Predicate> flat) {
    for (Predicate part : parts) {
      if (part instanceof Predicate.Not not) {
        flatten(List.of(not.part()), !negated, flat);
      } else if (part instanceof Predicate.And and && !negated) {
        flatten(and.parts(), false, flat);
      } else if (part instanceof Predicate.Or or && negated) {
        flatten(or.parts(), true, flat);
      } else {
        flat.add(negated ? new Predicate.Not(part) : part);
      }
    }
  }

  /** The wanted values of each piece, and the rows that they make. */
  private final class Pieces {
    private final EncodedRanges[] pieces;
    private final List<ByteRange> rows = new ArrayList<>();
    private int constrained;
    private boolean exact = true;
    private boolean exactIfWellFormed = true;

    Pieces(EncodedRanges[] pieces) {
      this.pieces = pieces;
      for (int i = 0; i < pieces.length; i++) {
        if (pieces[i] != null) {
          constrained = i + 1;
        }
      }
    }

    RowKeyRanges rows() {
      if (constrained == 0) {
        return RowKeyRanges.ALL_EXACT;
      }
      for (EncodedRanges piece : pieces) {
        if (piece != null && piece.ranges().isEmpty()) {
          return RowKeyRanges.NONE;
        }
      }
      add(0, ByteRange.OPEN);
      return new RowKeyRanges(ByteRanges.of(rows), exact, exactIfWellFormed);
    }

    private void add(int piece, byte[] prefix) {
      EncodedRanges wanted = pieces[piece];
      if (wanted == null) {
        // A later piece is wanted, and may lie anywhere.
        inexact();
        rows.add(ByteRange.prefix(prefix));
        return;
      }
      boolean last = piece == constrained - 1;
      EncodedRanges framed = layout.framed(piece, wanted);
      int size = framed.ranges().list().size();
      if (piece > 0 && size > 1 && rows.size() + size > MOST_RANGES) {
        inexact();
        ByteRange first = framed.ranges().list().get(0);
        ByteRange end = framed.ranges().list().get(size - 1);
        rows.add(behind(prefix, new ByteRange(first.start(), end.stop())));
        return;
      }
      if (wanted.points() != null && (!last || isEndOfKey(piece))) {
        // Those that hold the delimiter are no value of the piece.
        addPoints(piece, prefix, framed.points());
        return;
      }
      if (!last) {
        inexact();
      }
      exactIfWellFormed &= framed.exact();
      exact &= framed.exact() && isRaw(piece);
      for (ByteRange range : framed.ranges().list()) {
        rows.add(behind(prefix, range));
      }
    }

    private void addPoints(int piece, byte[] prefix, List<byte[]> points) {
      boolean last = piece == constrained - 1;
      for (byte[] point : points) {
        byte[] row = ByteRange.concat(prefix, layout.framed(piece, point));
        if (last) {
          rows.add(ByteRange.point(row));
        } else {
          add(piece + 1, row);
          if (layout.framed(piece, point).length > point.length && mayBeLeftOut(piece + 1)) {
            rows.add(ByteRange.point(ByteRange.concat(prefix, point)));
          }
        }
      }
      exact &= pieces[piece].exact();
      exactIfWellFormed &= pieces[piece].exact();
    }

    /** Whether a row is wanted that ends before a piece, and before its delimiter. */
    private boolean mayBeLeftOut(int piece) {
      for (int i = piece; i < constrained; i++) {
        if (pieces[i] != null && (pieces[i].exact() || !pieces[i].ranges().isAll())) {
          return false;
        }
      }
      return true;
    }

    private void inexact() {
      exact = false;
      exactIfWellFormed = false;
    }

    private boolean isEndOfKey(int piece) {
      return piece == layout.pieces() - 1 && !layout.mayEndTwice(piece);
    }

    /** Whether each row is one value, and each value one row. */
    private boolean isRaw(int piece) {
      return layout.codec(piece) instanceof RawCodec
          && layout.codec(piece).width() == 0
          && !layout.mayEndTwice(piece);
    }

    private ByteRange behind(byte[] prefix, ByteRange range) {
      return new ByteRange(
          ByteRange.concat(prefix, range.start()),
          range.stop().length == 0
              ? ByteRange.behind(prefix)
              : ByteRange.concat(prefix, range.stop()));
    }
  }
}
