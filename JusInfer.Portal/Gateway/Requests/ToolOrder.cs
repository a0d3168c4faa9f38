using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using JusInfer.Portal.Gateway.Wire;
using JusInfer.Portal.Routing.Sessions;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Puts the tools of a request in the order of the session's last call, if they are the same tools in another order: providers cache a prompt up to its first
/// difference, and the tools come first. Everything else stays byte for byte, the separators between the tools included.
/// </summary>
internal static class ToolOrder
{
    /// <param name="body">The body, a JSON object.</param>
    /// <param name="order">The hashes of the tools in the order that they get.</param>
    /// <returns>False, and nothing changes, if the tools are others or already have this order.</returns>
    public static bool TryRestore(Span<byte> body, ImmutableArray<ulong> order)
    {
        var tools = new List<Range>(order.Length);
        if (!TryFind(body, tools) || tools.Count != order.Length) return false;
        var hashes = new ulong[tools.Count];
        for (var i = 0; i < tools.Count; i++) hashes[i] = ToolSetHash.Of(body[tools[i]]);
        if (hashes.AsSpan().SequenceEqual(order.AsSpan()) || !TryMap(hashes, order, out var sources)) return false;
        Write(body, tools, sources);
        return true;
    }

    private static bool TryFind(ReadOnlySpan<byte> body, List<Range> tools)
    {
        var json = new JsonCursor(body);
        json.Read();
        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var isTools = json.ValueTextEquals("tools"u8) || json.ValueTextEquals("functions"u8);
            json.Read();
            if (!isTools || json.TokenType != JsonTokenType.StartArray)
            {
                json.Skip();
                continue;
            }

            while (json.Read() && json.TokenType != JsonTokenType.EndArray)
            {
                var start = json.TokenStartIndex;
                json.Skip();
                tools.Add(start..json.BytesConsumed);
            }

            return tools.Count > 1;
        }

        return false;
    }

    /// <summary>Finds for each place the tool that it gets; false if the tools are not the same. A tool can occur twice.</summary>
    private static bool TryMap(ReadOnlySpan<ulong> hashes, ImmutableArray<ulong> order, out int[] sources)
    {
        sources = new int[order.Length];
        var isUsed = new bool[order.Length];
        for (var place = 0; place < order.Length; place++)
        {
            var source = 0;
            while (source < hashes.Length && (isUsed[source] || hashes[source] != order[place])) source++;
            if (source == hashes.Length) return false;
            (sources[place], isUsed[source]) = (source, true);
        }

        return true;
    }

    private static void Write(Span<byte> body, List<Range> tools, ReadOnlySpan<int> sources)
    {
        var (start, end) = (tools[0].Start.Value, tools[^1].End.Value);
        var buffer = ArrayPool<byte>.Shared.Rent(end - start);
        var before = buffer.AsSpan(0, end - start);
        body[start..end].CopyTo(before);
        var position = start;
        for (var place = 0; place < sources.Length; place++)
        {
            var (from, to) = (tools[sources[place]].Start.Value - start, tools[sources[place]].End.Value - start);
            before[from..to].CopyTo(body[position..]);
            position += to - from;
            if (place + 1 == sources.Length) break;
            var separator = before[(tools[place].End.Value - start)..(tools[place + 1].Start.Value - start)];
            separator.CopyTo(body[position..]);
            position += separator.Length;
        }

        // The tools are text of the client.
        before.Clear();
        ArrayPool<byte>.Shared.Return(buffer);
    }
}
