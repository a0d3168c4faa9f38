using System.Collections.Immutable;
using System.Reflection;

namespace JusInfer.Portal.Usage.Columns;

/// <summary>A column of a table: its name and the property of <typeparamref name="TRow"/> whose values it stores.</summary>
/// <param name="Name">The name in the database.</param>
/// <param name="Path">The property, or two if the value is in a struct, for example <c>Tokens</c> and <c>CacheRead</c>.</param>
/// <param name="Since">The first version of a journal entry that has the column.</param>
internal abstract record Column<TRow>(string Name, ImmutableArray<PropertyInfo> Path, byte Since);

/// <summary>
/// A column with its storage type: <c>Guid?</c>, <c>DateTimeOffset</c>, <c>DateOnly?</c>, <c>string</c>, <c>int?</c>, <c>long</c> or
/// <c>bool</c>. SQLite, PostgreSQL and the journal each have one case per storage type.
/// </summary>
/// <param name="Name">The name in the database.</param>
/// <param name="Path">The property.</param>
/// <param name="Since">The first version of a journal entry that has the column.</param>
/// <param name="Get">Reads the value of a row.</param>
/// <param name="Set">Sets the value of a new row, through the property's <c>init</c> accessor.</param>
internal sealed record Column<TRow, TStored>(
    string Name, ImmutableArray<PropertyInfo> Path, byte Since, Func<TRow, TStored> Get, Action<TRow, TStored> Set)
    : Column<TRow>(Name, Path, Since);
