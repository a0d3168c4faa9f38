using JusInfer.Portal.Catalog;
using JusInfer.Portal.Catalog.Providers;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit.Upstreams;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Catalog.Providers;

/// <summary>Files with credentials that change while the portal runs.</summary>
public sealed class CredentialFileWatchTests : IAsyncLifetime
{
    private const string Model = "test/model";

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-credentials-");
    private ScriptedUpstream upstream = default!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string CredentialPath => Path.Combine(folder.FullName, "alpha");

    public async ValueTask InitializeAsync()
    {
        upstream = await ScriptedUpstream.StartAsync();
        upstream.Always(Replies.Json(ChatSse.Completion("Hello.")));
    }

    public async ValueTask DisposeAsync()
    {
        await upstream.DisposeAsync();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_file_is_used_once_it_exists_replaced_without_a_restart_and_kept_while_it_is_missing()
    {
        await using var portal = await PortalHost.StartAsync(new TestCatalog().Provider("alpha", upstream.BaseUrl, apiKeyFile: CredentialPath).Model(Model, ["alpha:model"]));
        var key = await (await PortalTeam.SignUpAsync(portal.Http)).MintAsync();
        ReasonIn(portal).ShouldBe($"The file {CredentialPath} does not exist.");

        foreach (var credential in (string[])["sk-planted-one", "sk-planted-two"])
        {
            await File.WriteAllTextAsync(CredentialPath, $"{credential}\n", Cancellation);
            await ReadAsync(portal);
            (await key.AskAsync(Caller.Asking(Model))).Body.ShouldContain("Hello.");
            upstream.LastRequest.Header("authorization").ShouldBe($"Bearer {credential}");
        }

        File.Delete(CredentialPath);
        await ReadAsync(portal);

        await key.AskAsync(Caller.Asking(Model));
        upstream.LastRequest.Header("authorization").ShouldBe("Bearer sk-planted-two");
        Alpha(portal).CredentialFileFault.ShouldBe("does not exist");
        portal.Logs.Lines.ShouldContain(line => line.Contains($"The file {CredentialPath} with the credential of alpha does not exist.", StringComparison.Ordinal));
        portal.Logs.Lines.ShouldNotContain(static line => line.Contains("planted", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_reason_is_named()
    {
        var files = new CredentialFolder(Path.Combine(folder.FullName, "catalog.json"));
        files.Read("alpha").Fault.ShouldBe("does not exist");
        files.Read("nowhere/alpha").Fault.ShouldBe("does not exist");
        File.WriteAllText(CredentialPath, "sk-planted");
        files.Read("alpha").Credential!.Reveal().ShouldBe("sk-planted");
        files.Read(folder.FullName).Fault.ShouldBe("may not be read by the user of this process");
    }

    private static Task ReadAsync(PortalHost portal) => portal.Services.GetRequiredService<CredentialFileWatch>().ReadAsync(Cancellation);

    private static Provider Alpha(PortalHost portal) => portal.Services.GetRequiredService<CatalogSource>().File.Providers.Single(static provider => provider.Id == "alpha");

    private static string? ReasonIn(PortalHost portal) => Alpha(portal).UnusableReason;
}
