using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;

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

    [Fact]
    public void It_encrypts_with_a_cipher_that_authenticates()
    {
        var key = Node.Get<IKeyManager>().CreateNewKey(Noon, Noon.AddDays(90));

        key.Descriptor.ShouldBeOfType<AuthenticatedEncryptorDescriptor>().ExportToXml().SerializedDescriptorElement.Element("encryption")!.Attribute("algorithm")!.Value.ShouldBe("AES_256_GCM");
    }

    private static IDataProtector Protector(StoreNode node) => node.Get<IDataProtectionProvider>().CreateProtector("test");
}

public sealed class DataProtectionOnSqlite(SqliteStore store) : DataProtectionContract(store), IClassFixture<SqliteStore>;

public sealed class DataProtectionOnPostgres(PostgresStore store) : DataProtectionContract(store), IClassFixture<PostgresStore>;
