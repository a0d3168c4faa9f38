using System.Collections.Immutable;
using JusInfer.Portal.Usage.Columns;

namespace JusInfer.Portal.Usage.Journal;

/// <summary>Writes the columns of a row into a journal entry and reads them back.</summary>
internal sealed class EntryCodec<TRow>(ColumnList<TRow> columns)
    where TRow : class
{
    private readonly ImmutableArray<Field> fields = [.. columns.Select(FieldOf)];

    private delegate void WriteField(EntryWriter entry, TRow row);

    private delegate void ReadField(ref EntryReader entry, TRow row);

    public void Write(EntryWriter entry, TRow row)
    {
        foreach (var field in fields) field.Write(entry, row);
    }

    /// <summary>Reads an entry of this version or an earlier one, which lacks the columns that were added since.</summary>
    /// <exception cref="InvalidDataException">The entry lacks a column of its version.</exception>
    public TRow Read(ref EntryReader entry, byte version)
    {
        var row = Activator.CreateInstance<TRow>();
        foreach (var field in fields)
        {
            if (field.Since > version) continue;
            if (entry.IsAtEnd)
            {
                throw new InvalidDataException(
                    $"A journal entry of version {version} has no column '{field.Name}'. If the column was added later, set 'since' to the "
                    + "version that added it.");
            }

            field.Read(ref entry, row);
        }

        return row;
    }

    private static Field FieldOf(Column<TRow> column) => column switch
    {
        Column<TRow, Guid?> { Get: var get, Set: var set } => new(
            column.Name, column.Since, (entry, row) => entry.WriteGuid(get(row)), (ref entry, row) => set(row, entry.ReadGuid())),
        Column<TRow, DateTimeOffset> { Get: var get, Set: var set } => new(
            column.Name,
            column.Since,
            (entry, row) => entry.WriteLong(get(row).UtcTicks),
            (ref entry, row) => set(row, new DateTimeOffset(entry.ReadLong(), TimeSpan.Zero))),
        Column<TRow, DateOnly?> { Get: var get, Set: var set } => new(
            column.Name,
            column.Since,
            (entry, row) => entry.WriteInteger(get(row)?.DayNumber),
            (ref entry, row) => set(row, entry.ReadInteger() is { } day ? DateOnly.FromDayNumber(day) : null)),
        Column<TRow, string?> { Get: var get, Set: var set } => new(
            column.Name, column.Since, (entry, row) => entry.WriteText(get(row)), (ref entry, row) => set(row, entry.ReadText())),
        Column<TRow, int?> { Get: var get, Set: var set } => new(
            column.Name, column.Since, (entry, row) => entry.WriteInteger(get(row)), (ref entry, row) => set(row, entry.ReadInteger())),
        Column<TRow, long> { Get: var get, Set: var set } => new(
            column.Name, column.Since, (entry, row) => entry.WriteLong(get(row)), (ref entry, row) => set(row, entry.ReadLong())),
        Column<TRow, bool> { Get: var get, Set: var set } => new(
            column.Name,
            column.Since,
            (entry, row) => entry.WriteByte(get(row) ? (byte)1 : (byte)0),
            (ref entry, row) => set(row, entry.ReadByte() != 0)),
        _ => throw new NotSupportedException($"The journal does not store columns of the type of '{column.Name}'."),
    };

    private readonly record struct Field(string Name, byte Since, WriteField Write, ReadField Read);
}
