using System.Collections.Concurrent;
using JusInfer.Portal.Gateway.Errors;
using JusInfer.Portal.Keys;

namespace JusInfer.Portal.Gateway.Requests;

/// <summary>
/// Limits the memory that request bodies use: for the process, per team and per key. A team has at most half of it and a key at most a
/// quarter, but each at least twice the maximum size of a request, so that one caller cannot use all of it.
/// </summary>
internal sealed class BytesInFlight(GatewayOptions options)
{
    private static readonly TimeSpan OverloadedRetryAfter = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan ShareRetryAfter = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<TeamId, ByteCounter> teams = new();
    private readonly ConcurrentDictionary<KeyId, KeyShare> keys = new();
    private readonly ByteCounter process = new(options.MaxBytesInFlight);

    public long Bytes => process.Bytes;

    public KeyShare ShareOf(ApiKey key) => keys.TryGetValue(key.Id, out var share) ? share : AddShare(key);

    private KeyShare AddShare(ApiKey key)
    {
        var team = teams.GetOrAdd(key.TeamId, _ => new ByteCounter(Math.Max(options.MaxBytesInFlight / 2, options.MinBytesInFlight)));
        var own = new ByteCounter(Math.Max(options.MaxBytesInFlight / 4, options.MinBytesInFlight));
        return keys.GetOrAdd(key.Id, _ => new KeyShare(process, team, own));
    }

    /// <summary>The bytes of one key, which also count for its team and for the process.</summary>
    internal sealed class KeyShare(ByteCounter process, ByteCounter team, ByteCounter key)
    {
        /// <summary>
        /// Reserves bytes that the client has announced, in the shares of the key and its team only: a client that sends nothing must not
        /// use memory that other teams could use. Returns the error that names the exceeded limit.
        /// </summary>
        public GatewayError? TryReserve(long bytes)
        {
            if (!key.TryAdd(bytes)) return ShareExceeded("this key", "key.bytes_in_flight", key.Max);
            if (team.TryAdd(bytes)) return null;
            key.Remove(bytes);
            return ShareExceeded("your team", "tenant.bytes_in_flight", team.Max);
        }

        /// <summary>Reserves and uses bytes, or returns the error that names the exceeded limit.</summary>
        public GatewayError? TryAdd(long bytes)
        {
            if (TryReserve(bytes) is { } error) return error;
            if (TryUse(bytes) is not { } overloaded) return null;
            Remove(bytes, used: 0);
            return overloaded;
        }

        /// <summary>Uses bytes that are reserved, or returns an error if the process has no memory left for them.</summary>
        public GatewayError? TryUse(long bytes) => process.TryAdd(bytes) ? null : Overloaded;

        public void Remove(long reserved, long used)
        {
            key.Remove(reserved);
            team.Remove(reserved);
            process.Remove(used);
        }
    }

    private static GatewayError Overloaded => new(
        StatusCodes.Status503ServiceUnavailable,
        ErrorCodes.Overloaded,
        "This node has no memory left for request bodies. Send the request again after the time in 'Retry-After'.")
    {
        RetryAfter = OverloadedRetryAfter,
    };

    private static GatewayError ShareExceeded(string holder, string scope, long max) => new(
        StatusCodes.Status429TooManyRequests,
        ErrorCodes.RateLimit,
        $"The running calls of {holder} use the maximum of {GatewayError.Size(max)} for request bodies. Wait for some of them to end, or "
        + "send smaller requests.")
    {
        Scope = scope,
        RetryAfter = ShareRetryAfter,
    };

    /// <summary>A number of bytes with a maximum.</summary>
    internal sealed class ByteCounter(long max)
    {
        private long bytes;

        public long Max => max;

        public long Bytes => Interlocked.Read(ref bytes);

        public bool TryAdd(long count)
        {
            if (Interlocked.Add(ref bytes, count) <= max) return true;
            Remove(count);
            return false;
        }

        public void Remove(long count) => Interlocked.Add(ref bytes, -count);
    }
}
