using Microsoft.AspNetCore.DataProtection;

namespace JusInfer.Portal.Tests.Contracts;

public abstract class DataProtectionContract(StoreFixture store) : StoreContract(store)
{
    [Fact]
    public async Task Data_that_one_node_protects_can_be_read_by_another()
    {
        await using var other = Store.NewNode();
        var sealedByOne = Protector(Node).Protect("a cookie");

        Protector(other).Unprotect(sealedByOne).ShouldBe("a cookie");
        Protector(Node).Unprotect(Protector(other).Protect("another")).ShouldBe("another");
    }

    private static IDataProtector Protector(StoreNode node) => node.Get<IDataProtectionProvider>().CreateProtector("test");
}

public sealed class DataProtectionOnSqlite(SqliteStore store) : DataProtectionContract(store), IClassFixture<SqliteStore>;

public sealed class DataProtectionOnPostgres(PostgresStore store) : DataProtectionContract(store), IClassFixture<PostgresStore>;
