using JusInfer.Portal.Data;
using JusInfer.Portal.Routing.Steps;
using JusInfer.Portal.Tests.Data.LastRelease;
using JusInfer.Portal.Tests.TestKit.Hosts;
using JusInfer.Portal.Tests.TestKit;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>An invalid configuration prevents the start: all errors are printed at once, and the exit code is EX_CONFIG.</summary>
[Slow]
public sealed class BadStartTests
{
    [Fact]
    public async Task All_errors_of_the_settings_and_the_catalog_are_printed_at_once()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-bad-");
        var catalog = Path.Combine(folder.FullName, "catalog.json");
        await File.WriteAllTextAsync(catalog, """{"providers":[{"id":"a","dialect":"klingon","baseUrl":"ftp://x"}],"models":[{"id":"m","tier":"huge"}],"auto":{"id":"auto","baseline":"none"}}""", TestContext.Current.CancellationToken);
        await using var process = PortalProcess.Launch(
            ("Store:Path", Path.Combine(folder.FullName, "data")), ("Catalog:Path", catalog), ("Journal:Durability", "often"), ("Shutdown:DrainSeconds", "soon"),
            ("Gateway:MaxRequestBytes", "-1"), ("Simulator:TokenDelay", "-00:00:01"), ("Accounts:SignUp", "perhaps"));

        (await process.WaitForExitAsync()).ShouldBe(78);

        foreach (var expected in (string[])["Journal:Durability", "Shutdown:DrainSeconds", "Gateway:MaxRequestBytes", "Simulator:", "Accounts:SignUp", "klingon", "huge", "baseUrl", "baseline"])
            process.Output.ShouldContain(expected);
        process.Output.ShouldNotContain("   at JusInfer");
        process.Output.ShouldNotContain("Unhandled exception");
        File.Exists(Path.Combine(folder.FullName, "data", "jusinfer.db")).ShouldBeFalse();
        folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("nowhere.json", "cannot be read")]
    [InlineData("broken.json", "is not valid JSON")]
    public async Task A_missing_or_invalid_catalog_is_reported(string file, string message)
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-bad-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "broken.json"), "{", TestContext.Current.CancellationToken);
        await using var process = PortalProcess.Launch(("Store:Path", Path.Combine(folder.FullName, "data")), ("Catalog:Path", Path.Combine(folder.FullName, file)));

        (await process.WaitForExitAsync()).ShouldBe(78);

        process.Output.ShouldContain(message);
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_damaged_model_file_in_the_program_is_reported_with_its_name()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-bad-");
        await WriteProgramWithDamagedModelAsync(folder.FullName);
        await using var process = PortalProcess.LaunchFrom(folder.FullName, ("Store:Path", Path.Combine(folder.FullName, "data")));

        (await process.WaitForExitAsync()).ShouldBe(78);

        process.Output.ShouldContain("The model file step-head.bin has a wrong checksum");
        process.Output.ShouldNotContain("   at JusInfer");
        File.Exists(Path.Combine(folder.FullName, "data", "jusinfer.db")).ShouldBeFalse();
        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_store_that_cannot_be_created_is_reported_without_a_stack_trace()
    {
        var file = Path.GetTempFileName();
        await using var process = PortalProcess.Launch(("Store:Path", file));

        (await process.WaitForExitAsync()).ShouldNotBe(0);

        process.Output.ShouldContain(file);
        process.Output.ShouldNotContain("Unhandled exception");
        File.Delete(file);
    }

    [Fact]
    public async Task A_database_of_another_program_is_reported_in_one_sentence()
    {
        var folder = Directory.CreateTempSubdirectory("jusinfer-bad-");
        await RecordedStore.CreateAsync(new StoreOptions(null, folder.FullName), "CREATE TABLE notes (text text)", TestContext.Current.CancellationToken);
        await using var process = PortalProcess.Launch(("Store:Path", folder.FullName));

        (await process.WaitForExitAsync()).ShouldBe(78);

        process.Output.ShouldContain("has tables that are not those of JusInfer: name an empty database in Store:Path.");
        process.Output.ShouldNotContain("   at JusInfer");
        folder.Delete(recursive: true);
    }

    /// <summary>Links the files of the program into a folder, and copies its assembly with one changed byte in the step head.</summary>
    private static async Task WriteProgramWithDamagedModelAsync(string folder)
    {
        var cancelled = TestContext.Current.CancellationToken;
        foreach (var entry in Directory.EnumerateFileSystemEntries(AppContext.BaseDirectory))
            File.CreateSymbolicLink(Path.Combine(folder, Path.GetFileName(entry)), entry);

        using var resource = typeof(StepClassifiers).Assembly.GetManifestResourceStream(typeof(StepClassifiers), "step-head.bin").ShouldNotBeNull();
        var model = new byte[resource.Length];
        await resource.ReadExactlyAsync(model, cancelled);
        var assembly = Path.Combine(folder, "JusInfer.Portal.dll");
        var program = await File.ReadAllBytesAsync(assembly, cancelled);
        var at = program.AsSpan().IndexOf(model);
        at.ShouldBePositive();
        program[at + (model.Length / 2)] ^= 1;
        File.Delete(assembly);
        await File.WriteAllBytesAsync(assembly, program, cancelled);
    }
}
