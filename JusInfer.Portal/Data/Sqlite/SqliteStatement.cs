using System.Text;
using JusInfer.RegistryGaps;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// A prepared statement that is bound by position and run many times. ADO parameters are looked up by name and boxed on every run: binding
/// thirty of them takes longer than the insert itself.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private int position;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = SqliteHandle.Of(connection) ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
    }

    public void Bind(long value) => Check(raw.sqlite3_bind_int64(statement, ++position, value));

    public void Bind(int? value)
    {
        if (value is { } known) Bind((long)known);
        else BindNull();
    }

    public void Bind(bool value) => Bind(value ? 1L : 0L);

    public void Bind(Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(statement, ++position, bytes));
    }

    public void Bind(string? value)
    {
        const int Enough = 512;
        if (value is null)
        {
            BindNull();
            return;
        }

        if (value.Length == 0)
        {
            // An empty span has no address, and SQLite takes that for NULL.
            Check(raw.sqlite3_bind_text(statement, ++position, ""));
            return;
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        var utf8 = size <= Enough ? stackalloc byte[Enough] : new byte[size];
        Check(raw.sqlite3_bind_text(statement, ++position, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
    }

    /// <summary>Runs the statement with the values bound since the last run; returns whether it changed a row.</summary>
    public bool Run()
    {
        var result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE) Check(result);
        raw.sqlite3_reset(statement);
        position = 0;
        return raw.sqlite3_changes(database) > 0;
    }

    public void Dispose() => statement.Dispose();

    private void BindNull() => Check(raw.sqlite3_bind_null(statement, ++position));

    private void Check(int result)
    {
        if (result == raw.SQLITE_OK) return;
        throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result, raw.sqlite3_extended_errcode(database));
    }
}
