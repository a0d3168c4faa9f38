using System.Text;
using JusInfer.RegistryGaps;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace JusInfer.Portal.Data.Sqlite;

/// <summary>
/// A prepared statement that is bound by position and run many times. ADO parameters are looked up by name and boxed on every run: that
/// takes longer than the insert itself. SQLite keeps what is bound from run to run, so only what differs from the row before is bound
/// again; of thirty columns of usage that is some ten.
/// </summary>
internal sealed class SqliteStatement : IDisposable
{
    private readonly sqlite3 database;
    private readonly sqlite3_stmt statement;
    private readonly Bound[] bound;
    private int next;

    public SqliteStatement(SqliteConnection connection, string sql)
    {
        database = SqliteHandle.Of(connection) ?? throw new InvalidOperationException("The connection is closed.");
        Check(raw.sqlite3_prepare_v2(database, sql, out statement));
        bound = new Bound[raw.sqlite3_bind_parameter_count(statement)];
    }

    private enum Kind
    {
        /// <summary>Also what a new statement has bound everywhere.</summary>
        Null,
        Number,
        Id,
        Text,
    }

    public void Bind(long value)
    {
        ref var last = ref bound[next++];
        if (last.Kind == Kind.Number && last.Number == value) return;
        last = new Bound { Kind = Kind.Number, Number = value };
        Check(raw.sqlite3_bind_int64(statement, next, value));
    }

    public void Bind(int? value)
    {
        if (value is { } known) Bind((long)known);
        else BindNull();
    }

    public void Bind(bool value) => Bind(value ? 1L : 0L);

    public void Bind(Guid value)
    {
        ref var last = ref bound[next++];
        if (last.Kind == Kind.Id && last.Id == value) return;
        last = new Bound { Kind = Kind.Id, Id = value };
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        Check(raw.sqlite3_bind_blob(statement, next, bytes));
    }

    public void Bind(string? value)
    {
        if (value is null)
        {
            BindNull();
            return;
        }

        ref var last = ref bound[next++];
        if (last.Kind == Kind.Text && last.Text == value) return;
        last = new Bound { Kind = Kind.Text, Text = value };
        BindText(value);
    }

    /// <summary>Runs the statement and returns whether it changed a row.</summary>
    public bool Run()
    {
        var result = raw.sqlite3_step(statement);
        if (result != raw.SQLITE_DONE) Check(result);
        raw.sqlite3_reset(statement);
        next = 0;
        return raw.sqlite3_changes(database) > 0;
    }

    public void Dispose() => statement.Dispose();

    private void BindNull()
    {
        ref var last = ref bound[next++];
        if (last.Kind == Kind.Null) return;
        last = default;
        Check(raw.sqlite3_bind_null(statement, next));
    }

    private void BindText(string value)
    {
        const int Enough = 512;
        if (value.Length == 0)
        {
            // An empty span has no address, and SQLite takes that for NULL.
            Check(raw.sqlite3_bind_text(statement, next, ""));
            return;
        }

        var size = Encoding.UTF8.GetMaxByteCount(value.Length);
        var utf8 = size <= Enough ? stackalloc byte[Enough] : new byte[size];
        Check(raw.sqlite3_bind_text(statement, next, utf8[..Encoding.UTF8.GetBytes(value, utf8)]));
    }

    private void Check(int result)
    {
        if (result == raw.SQLITE_OK) return;
        throw new SqliteException(raw.sqlite3_errmsg(database).utf8_to_string(), result, raw.sqlite3_extended_errcode(database));
    }

    private struct Bound
    {
        public Kind Kind;
        public long Number;
        public Guid Id;
        public string? Text;
    }
}
