using JusInfer.Portal.Usage.Columns;
using Npgsql;
using NpgsqlTypes;

namespace JusInfer.Portal.Data.Postgres;

/// <summary>One column of many rows as one array parameter.</summary>
/// <param name="SqlType">The SQL name of the element type.</param>
/// <param name="ToParameter">Makes the parameter from the rows.</param>
internal sealed record ArrayColumn<TRow>(string SqlType, Func<IReadOnlyList<TRow>, NpgsqlParameter> ToParameter)
{
    public static ArrayColumn<TRow> Create(Column<TRow> column) => column switch
    {
        Column<TRow, Guid?> { Get: var get } => Create("uuid", NpgsqlDbType.Uuid, get),
        Column<TRow, DateTimeOffset> { Get: var get } => Create("timestamptz", NpgsqlDbType.TimestampTz, row => get(row).UtcDateTime),
        Column<TRow, DateOnly?> { Get: var get } => Create("date", NpgsqlDbType.Date, get),
        Column<TRow, string?> { Get: var get } => Create("text", NpgsqlDbType.Text, get),
        Column<TRow, int?> { Get: var get } => Create("integer", NpgsqlDbType.Integer, get),
        Column<TRow, long> { Get: var get } => Create("bigint", NpgsqlDbType.Bigint, get),
        Column<TRow, bool> { Get: var get } => Create("boolean", NpgsqlDbType.Boolean, get),
        _ => throw new NotSupportedException($"PostgreSQL does not store columns of the type of '{column.Name}'."),
    };

    private static ArrayColumn<TRow> Create<TValue>(string sqlType, NpgsqlDbType type, Func<TRow, TValue> get) => new(sqlType, rows =>
    {
        var values = new TValue[rows.Count];
        for (var index = 0; index < values.Length; index++) values[index] = get(rows[index]);
        return new NpgsqlParameter<TValue[]> { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | type };
    });
}
