using JusInfer.Portal.Data;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Hosting;
using JusInfer.Portal.Tenancy;
using JusInfer.Portal.Tests.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Hosting;

/// <summary>The command <c>audit verify</c>.</summary>
public sealed class AuditCommandTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("jusinfer-audit-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string[] Settings => [$"--Store:Path={Path.Combine(folder.FullName, "data")}", "--Logging:LogLevel:Default=None"];

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Intact_logs_are_listed_with_their_last_entry()
    {
        var team = await AddTeamAsync();

        var (code, output) = await RunAsync("verify");

        code.ShouldBe(0, output);
        output.ShouldMatch($"(?m)^{team} 1 [0-9a-f]{{64}}$");
        output.ShouldContain("# 1 logs verified, 0 of them not intact.");
    }

    [Fact]
    public async Task A_changed_entry_is_named_and_the_command_fails()
    {
        var team = await AddTeamAsync();
        await ChangeAsync("UPDATE audit_entries SET action = 'key.created'");

        var (code, output) = await RunAsync("verify");

        code.ShouldBe(1, output);
        output.ShouldContain($"! {team}: Entry 1 was changed.");
    }

    [Fact]
    public async Task A_log_that_was_removed_altogether_is_found_with_earlier_output()
    {
        var team = await AddTeamAsync();
        var earlier = Path.Combine(folder.FullName, "heads.txt");
        await File.WriteAllTextAsync(earlier, (await RunAsync("verify")).Output, Cancellation);
        (await RunAsync("verify", earlier)).Code.ShouldBe(0);
        await ChangeAsync("DELETE FROM audit_entries; DELETE FROM audit_details; DELETE FROM audit_heads");

        (await RunAsync("verify")).Code.ShouldBe(0);
        var (code, output) = await RunAsync("verify", earlier);

        code.ShouldBe(1, output);
        output.ShouldContain($"! {team}: Entry 1 was deleted.");
    }

    [Theory]
    [InlineData("audit verify [FILE]", "repair")]
    [InlineData("audit verify [FILE]", "verify", "one", "two")]
    [InlineData("There is no file '/no/such/file'", "verify", "/no/such/file")]
    public async Task Other_arguments_are_explained(string explanation, params string[] args)
    {
        var (code, output) = await RunAsync(args);

        code.ShouldBe(64, output);
        output.ShouldContain(explanation);
    }

    [Fact]
    public async Task A_store_that_does_not_exist_is_reported_in_one_line()
    {
        var (code, output) = await RunAsync("verify");

        code.ShouldBe(69, output);
        output.TrimEnd().Split('\n').ShouldHaveSingleItem().ShouldStartWith("The store cannot be used: ");
    }

    private async Task<(int Code, string Output)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        args = ["audit", .. args, $"--contentRoot={Repository.Root}", .. Settings];
        return (await PortalProgram.RunAsync(args, output, output, Cancellation), output.ToString());
    }

    private async Task<TeamId> AddTeamAsync()
    {
        await using var app = Build();
        await app.Services.GetRequiredService<StoreMigration>().MigrateAsync(Cancellation);
        var at = DateTimeOffset.UtcNow;
        var team = new Team { Id = TeamId.New(at), Name = "Team", CreatedAt = at };
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Cancellation);
        var user = new Portal.Accounts.PortalUser { Id = Guid.CreateVersion7(), UserName = "ada", Email = "a@example.com", CreatedAt = at };
        context.Add(user);
        await context.SaveChangesAsync(Cancellation);
        var owner = new Member { Id = MemberId.New(at), TeamId = team.Id, UserId = user.UserId, Email = "", Role = Role.Owner, JoinedAt = at };
        await app.Services.GetRequiredService<ITenancyStore>().AddTeamAsync(team, owner, Cancellation);
        return team.Id;
    }

    private async Task ChangeAsync(string sql)
    {
        await using var app = Build();
        await using var context = await app.Services.GetRequiredService<IDbContextFactory<PortalDbContext>>().CreateDbContextAsync(Cancellation);
        (await context.Database.ExecuteSqlRawAsync(sql, Cancellation)).ShouldBePositive();
    }

    private WebApplication Build()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ContentRootPath = Repository.Root,
            Args = Settings,
        });
        builder.AddPortal();
        return builder.Build();
    }
}
