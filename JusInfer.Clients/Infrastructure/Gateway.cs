using JusInfer.Clients.Upstream;
using JusInfer.E2E.Infrastructure;

namespace JusInfer.Clients.Infrastructure;

/// <summary>The portal program in front of scripted providers, with a new account and a key.</summary>
internal sealed class Gateway : IAsyncDisposable
{
    /// <summary>
    /// Methods are optimized when no new one has been called for two seconds (7D0 milliseconds), not ten milliseconds as otherwise: most
    /// gateways live for less than a minute, of which optimizing takes 4 s of CPU.
    /// </summary>
    private static readonly (string Name, string Value) OptimizesLate = ("DOTNET_TC_CallCountingDelayMs", "7D0");

    private readonly DirectoryInfo folder;
    private readonly PortalProcess portal;

    private Gateway(DirectoryInfo folder, PortalProcess portal, ClientEndpoint endpoint) => (this.folder, this.portal, Endpoint) = (folder, portal, endpoint);

    public ClientEndpoint Endpoint { get; }

    public PortalLog Log => portal.Log;

    public static async Task<Gateway> StartAsync(Dialect dialect, params IReadOnlyList<Uri> providers)
    {
        var catalog = Directory.CreateTempSubdirectory("jusinfer-clients-");
        var started = await PortalProcess.StartAsync(
            OptimizesLate,
            ("Accounts__SignUp", "open"),
            ("Wallet__CreditUnverified", "true"),
            ("Catalog__Path", Catalog.WriteTo(catalog.FullName, dialect, providers)),
            (Catalog.CredentialVariable, ScriptedProvider.Credential));
        return new Gateway(catalog, started, (await GatewayAccount.CreateAsync(started.Address)).Endpoint);
    }

    /// <summary>Starts the program without any provider, so that its simulator answers.</summary>
    public static async Task<Gateway> StartDemoAsync()
    {
        var empty = Directory.CreateTempSubdirectory("jusinfer-clients-");
        var started = await PortalProcess.StartAsync(
            OptimizesLate,
            ("Accounts__SignUp", "open"),
            ("Simulator__FirstTokenDelay", "00:00:00"),
            ("Simulator__TokenDelay", "00:00:00"));
        return new Gateway(empty, started, (await GatewayAccount.CreateAsync(started.Address)).Endpoint);
    }

    /// <summary>Stops the program. Checks that it logged no errors and no secrets.</summary>
    public async ValueTask DisposeAsync()
    {
        await using (portal)
        {
            var exit = await portal.StopAsync();
            folder.Delete(recursive: true);
            Log.Errors.ShouldBeEmpty("The portal logged errors.");
            Secrets.FoundIn(Log.Lines).ShouldBeEmpty("The portal's log contains a secret.");
            exit.ShouldBe(0, Log.Tail());
        }
    }
}
