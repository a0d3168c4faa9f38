using System.Data.Common;
using System.Net;
using JusInfer.Portal.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace JusInfer.Portal.Tests.Components.Account;

/// <summary>
/// The parts of a page wait for the store at the same time. SQLite answers at once, so that only a store behind a network shows that two of
/// them use one context (dotnet/aspnetcore#51635, dotnet/aspnetcore#43687).
/// </summary>
public sealed class SlowStoreTests
{
    [Fact]
    public async Task The_pages_of_an_account_are_shown_and_change_it()
    {
        // A mail server shows all parts of the page.
        await using var portal = await PagesHost.StartAsync(
            static services => services.ConfigureDbContext<SqlitePortalDbContext>(static store => store.AddInterceptors(new Network())),
            "--Smtp:Host=127.0.0.1", "--Smtp:Port=9", "--Smtp:From=noreply@example.com", "--Portal:PublicUrl=https://jusinfer.test");
        const string password = "a long enough password";
        await portal.PostAsync("/login?form=sign-up", "sign-up", ("email", "ada@example.com"), ("password", password));

        string[] pages =
        [
            "/account", "/account/passkeys", "/account/second-factor", "/account/delete", "/account/leave", "/account/teams",
            "/account/delete-team",
        ];
        foreach (var page in pages) (await portal.GetAsync(page)).Answer.StatusCode.ShouldBe(HttpStatusCode.OK, page);

        var (answer, shown) = await portal.PostAsync("/account", "password", ("current", password), ("new", "another long password"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        shown.ShouldContain("Your password was changed");
    }

    /// <summary>Lets others run before each query.</summary>
    private sealed class Network : DbCommandInterceptor
    {
        public override async ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            for (var turn = 0; turn < 20; turn++) await Task.Yield();
            return result;
        }
    }
}
