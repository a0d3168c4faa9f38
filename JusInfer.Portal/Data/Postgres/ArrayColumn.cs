using Npgsql;
using NpgsqlTypes;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>One column of many rows as one array parameter.</summary>
/// <param name="SqlType">The type of an element, as SQL names it.</param>
/// <param name="Parameter">Makes the parameter from the rows.</param>
internal sealed record ArrayColumn<TRow>(string SqlType, Func<IReadOnlyList<TRow>, NpgsqlParameter> Parameter);

/// <summary>The columns in use, by their type in PostgreSQL.</summary>
internal static class ArrayColumn
{
    public static ArrayColumn<TRow> Uuid<TRow>(Func<TRow, Guid> value) => Of("uuid", NpgsqlDbType.Uuid, value);

    public static ArrayColumn<TRow> Timestamp<TRow>(Func<TRow, DateTime> value) => Of("timestamptz", NpgsqlDbType.TimestampTz, value);

    public static ArrayColumn<TRow> Date<TRow>(Func<TRow, DateOnly?> value) => Of("date", NpgsqlDbType.Date, value);

    public static ArrayColumn<TRow> Text<TRow>(Func<TRow, string?> value) => Of("text", NpgsqlDbType.Text, value);

    public static ArrayColumn<TRow> Integer<TRow>(Func<TRow, int?> value) => Of("integer", NpgsqlDbType.Integer, value);

    public static ArrayColumn<TRow> Bigint<TRow>(Func<TRow, long> value) => Of("bigint", NpgsqlDbType.Bigint, value);

    public static ArrayColumn<TRow> Boolean<TRow>(Func<TRow, bool> value) => Of("boolean", NpgsqlDbType.Boolean, value);

    private static ArrayColumn<TRow> Of<TRow, TValue>(string sqlType, NpgsqlDbType type, Func<TRow, TValue> value) => new(sqlType, rows =>
    {
        var values = new TValue[rows.Count];
        for (var index = 0; index < values.Length; index++) values[index] = value(rows[index]);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    });
}
