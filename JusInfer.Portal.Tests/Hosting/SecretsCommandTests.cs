using JusInfer.Portal.Accounts;
using JusInfer.Portal.Accounts.Tokens;
using JusInfer.Portal.Data;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tests.TestKit.Builders;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The commands <c>secrets rotate</c> and <c>secrets discard</c>, and a start without the wrapping key.</summary>
public sealed class SecretsCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-rotate-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string StorePath => Path.Combine(folder.FullName, "data");

    private string[] Settings => [$"--Store:Path={StorePath}", "--Logging:LogLevel:Default=None"];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Rotate_creates_a_key_that_signs_at_once_and_one_that_encrypts_in_two_days()
    {
        string old;
        await using (var app = Build())
        {
            await app.Services.GetRequiredService<StoreMigration>().MigrateAsync(Cancellation);
            old = (await app.Services.GetRequiredService<SigningKeyRing>().CurrentAsync(Cancellation)).KeyId;
        }

        var (code, output) = await RunAsync(["secrets", "rotate"]);

        code.ShouldBe(0, output);
        await using var next = Build();
        var current = await next.Services.GetRequiredService<SigningKeyRing>().CurrentAsync(Cancellation);
        current.KeyId.ShouldNotBe(old);
        output.ShouldContain(current.KeyId);
        (await next.Services.GetRequiredService<SigningKeyRing>().FindAsync(old, Cancellation)).ShouldNotBeNull("tokens of the earlier key stay valid");
        (await next.Services.GetRequiredService<ISigningKeyStore>().ListAsync(Cancellation)).Length.ShouldBe(2);
        var keys = next.Services.GetRequiredService<IKeyManager>().GetAllKeys();
        keys.Count.ShouldBe(2);
        keys.Max(static key => key.ActivationDate).ShouldBeGreaterThan(DateTimeOffset.UtcNow.AddDays(1));
    }

    [Fact]
    [Slow]
    public async Task Without_the_wrapping_key_the_start_says_what_to_do_and_discard_makes_it_possible()
    {
        var key = Path.Combine(folder.FullName, "key");
        await File.WriteAllBytesAsync(key, WrappingFiles.KeyFile(), Cancellation);
        await using (var app = Build($"--Secrets:KeyFile={key}"))
        {
            await app.Services.GetRequiredService<StoreMigration>().MigrateAsync(Cancellation);
            await app.Services.GetRequiredService<SigningKeyRing>().CurrentAsync(Cancellation);
        }

        await using (var process = PortalProcess.Launch(("Store:Path", StorePath)))
        {
            (await process.WaitForExitAsync()).ShouldBe(78);
            process.Output.ShouldContain("Secrets:Previous");
            process.Output.ShouldContain("secrets discard");
            process.Output.ShouldNotContain("   at JusInfer");
        }

        (await RunAsync(["secrets", "rotate"])).ShouldSatisfyAllConditions(
            static result => result.Code.ShouldBe(78), static result => result.Output.ShouldContain("Secrets:Previous"));
        (await RunAsync(["secrets", "discard"])).ShouldBe((0, $"1 unreadable Data Protection keys were deleted.{Environment.NewLine}"));
        await using var next = Build();
        await next.Services.GetRequiredService<StoreMigration>().MigrateAsync(Cancellation);
    }

    [Theory]
    [InlineData("secrets")]
    [InlineData("secrets", "rotate", "now")]
    public async Task Other_arguments_are_explained(params string[] args) => (await RunAsync(args)).ShouldSatisfyAllConditions(
        static result => result.Code.ShouldBe(64), static result => result.Output.ShouldContain("secrets rotate"));

    [Fact]
    public async Task Invalid_settings_are_reported()
    {
        (await RunAsync(["secrets", "rotate", "--Secrets:KeyFile=/no/such/file"])).ShouldSatisfyAllConditions(
            static result => result.Code.ShouldBe(78), static result => result.Output.ShouldContain("Secrets:KeyFile"));
    }

    private async Task<(int Code, string Output)> RunAsync(string[] args)
    {
        await using var output = new StringWriter();
        args = [.. args, $"--contentRoot={TestKit.Repository.Root}", .. Settings];
        return (await PortalProgram.RunAsync(args, output, output, Cancellation), output.ToString());
    }

    private WebApplication Build(params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = TestKit.Repository.Root,
            Args = [.. Settings, .. settings],
        });
        builder.AddPortal();
        return builder.Build();
    }
}
