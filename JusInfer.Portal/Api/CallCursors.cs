using JusInfer.Portal.Primitives.Validation;
using JusInfer.Portal.Usage;

namespace JusInfer.Portal.Api;

/// <summary>The part of a query string that says where a list of calls continues.</summary>
internal interface ICallCursorQuery
{
    CallOrder? Order { get; }

    string? After { get; }
}

/// <summary>Reads where a list of calls continues, and adds an error if that cannot be read.</summary>
internal static class CallCursors
{
    private const string After = "after";

    /// <returns>The last call of the previous page, in the order of their start.</returns>
    public static RequestId? ReadStarted<T>(Input<T> query)
        where T : class, ICallCursorQuery
    {
        if (query.Request.After is not { } text) return null;
        if (RequestId.TryParse(text, out var call)) return call;
        query.AddError(nameof(ICallCursorQuery.After), "{0} must be an id that begins with req_.");
        return null;
    }

    /// <returns>The position after which the list continues, in the order of settlement; null at its beginning.</returns>
    public static SettledPosition? ReadSettled<T>(Input<T> query, TeamId team, IQueryCollection given)
        where T : class, ICallCursorQuery
    {
        if (query.Request.After is { } text && SettledPosition.Parse(text, team) is { } position) return position;

        // A client whose cursor was lost would read every call again.
        if (given.ContainsKey(After)) query.AddError(
            nameof(ICallCursorQuery.After), "{0} must be a cursor of this team from a list with order=settled; "
                + "leave it out to begin with the oldest call.");
        return null;
    }
}
