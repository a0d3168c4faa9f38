using System.Collections.Concurrent;
using Microsoft.AspNetCore.Connections;

namespace JusInfer.Portal.Hosting;

/// <summary>
/// The connections of clients. When the process stops, those that are still open after the drain are aborted: the web server would wait
/// for a client that does not read what is buffered for it.
/// </summary>
internal sealed class OpenConnections
{
    private readonly ConcurrentDictionary<ConnectionContext, byte> open = new();

    public ConnectionDelegate Track(ConnectionDelegate next) => async connection =>
    {
        open.TryAdd(connection, 0);
        try
        {
            await next(connection);
        }
        finally
        {
            open.TryRemove(connection, out _);
        }
    };

    public void Abort()
    {
        foreach (var (connection, _) in open) connection.Abort(new ConnectionAbortedException("The process stops."));
    }
}
