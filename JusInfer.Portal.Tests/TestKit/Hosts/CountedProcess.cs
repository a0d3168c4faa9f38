using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace JusInfer.Portal.Tests.TestKit.Hosts;

/// <summary>
/// What a process of the portal has used since its start. Code is compiled once and without profiles, so that the same call uses the same.
/// </summary>
internal sealed class CountedProcess : IDisposable
{
    public const string SocketVariable = "JUSINFER_COUNTERS";

    /// <summary>The request that counts large objects from now on. It costs the process some bytes.</summary>
    public const byte CountLargeObjects = 1;

    private readonly string socket = Path.Combine(Path.GetTempPath(), $"jusinfer-{Guid.NewGuid():N}");

    public IReadOnlyList<(string Name, string Value)> Environment =>
    [
        (SocketVariable, socket),
        ("DOTNET_STARTUP_HOOKS", typeof(StartupHook).Assembly.Location),
        ("DOTNET_TieredCompilation", "0"),
    ];

    /// <summary>What the process uses while something runs.</summary>
    public async Task<ProcessCounters> DuringAsync(Func<Task> run, byte request = 0)
    {
        var before = await ReadAsync(request);
        await run();
        var after = await ReadAsync(request);
        return new(
            after.Bytes - before.Bytes, after.WorkItems - before.WorkItems, after.Contentions - before.Contentions,
            after.LargeObjects - before.LargeObjects);
    }

    public void Dispose() => File.Delete(socket);

    private async Task<ProcessCounters> ReadAsync(byte request)
    {
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await client.ConnectAsync(new UnixDomainSocketEndPoint(socket));
        await client.SendAsync(new[] { request });
        using var answer = new StreamReader(new NetworkStream(client), Encoding.ASCII);
        var counters = (await answer.ReadToEndAsync()).Split(' ')
            .Select(static counter => long.Parse(counter, CultureInfo.InvariantCulture)).ToList();
        return new(counters[0], counters[1], counters[2], counters[3]);
    }
}

/// <param name="Bytes">What was allocated.</param>
/// <param name="WorkItems">Work items of the thread pool.</param>
/// <param name="Contentions">How often a thread waited for a lock.</param>
/// <param name="LargeObjects">Allocations of at least 85,000 bytes, as far as they were reported.</param>
internal sealed record ProcessCounters(long Bytes, long WorkItems, long Contentions, long LargeObjects);
