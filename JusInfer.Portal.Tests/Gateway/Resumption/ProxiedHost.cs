using JusInfer.Portal.Tests.TestKit.Upstreams;

namespace JusInfer.Portal.Tests.Gateway.Resumption;

/// <summary>
/// As <see cref="ResumptionHost"/>, with a wire before each provider: at a every one of the first connections is cut, at b every fourth of them. An answer
/// so loses two upstreams at most.
/// </summary>
public sealed class ProxiedHost : ResumptionHost
{
    /// <summary>Of all dialects together.</summary>
    public const int Streams = 210;

    private const int Seed = 20261120;

    private readonly List<TcpProxy> wires = [];

    internal int Cuts => wires.Sum(static wire => wire.Cuts);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        foreach (var wire in wires) await wire.DisposeAsync();
    }

    private protected override string Route(string root, string provider)
    {
        var random = new Random(Seed + wires.Count);
        var wire = new TcpProxy(new Uri(root), number => IsCut(provider, number) ? new WireCut(random.Next(400, 6000), number % 2 == 0) : null);
        wires.Add(wire);
        return wire.Address.GetLeftPart(UriPartial.Authority);
    }

    private static bool IsCut(string provider, int number) => number < Streams / 3 && (provider == "a" || number % 4 == 0);
}
