using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// A <see cref="ResumptionHost"/> with a TCP proxy before each provider. The proxy of provider a cuts each of the first connections, the
/// proxy of provider b every fourth of them, so that an answer is interrupted at most twice.
/// </summary>
public sealed class ProxiedResumptionHost : ResumptionHost
{
    /// <summary>The number of streams of all dialects.</summary>
    public const int Streams = 210;

    private const int Seed = 20261120;

    private readonly List<TcpProxy> proxies = [];

    internal int Cuts => proxies.Sum(static proxy => proxy.Cuts);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var proxy in proxies) await proxy.DisposeAsync();
    }

    private protected override string Route(string root, string provider)
    {
        var random = new Random(Seed + proxies.Count);
        var proxy = new TcpProxy(new Uri(root), number => IsCut(provider, number) ? new ConnectionCut(random.Next(400, 6000), number % 2 == 0) : null);
        proxies.Add(proxy);
        return proxy.Address.GetLeftPart(UriPartial.Authority);
    }

    private static bool IsCut(string provider, int number) => number < Streams / 3 && (provider == "a" || number % 4 == 0);
}
