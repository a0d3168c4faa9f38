using System.Net;
using JusInfer.Portal.Notifications.Webhooks;

namespace JusInfer.Portal.Tests.Notifications.Webhooks;

public sealed class PublicAddressTests
{
    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("8.8.8.8")]
    [InlineData("100.63.255.255")]
    [InlineData("172.32.0.1")]
    [InlineData("192.0.3.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("2a00:1450:4001::1")]
    [InlineData("::ffff:8.8.8.8")]
    public void A_public_address_is_allowed(string address) => PublicAddress.Includes(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("0.0.0.0")]
    [InlineData("10.1.2.3")]
    [InlineData("100.64.0.1")]
    [InlineData("127.0.0.1")]
    [InlineData("127.9.9.9")]
    [InlineData("169.254.169.254")]
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.0.0.170")]
    [InlineData("192.168.1.1")]
    [InlineData("198.19.0.1")]
    [InlineData("224.0.0.1")]
    [InlineData("255.255.255.255")]
    [InlineData("::")]
    [InlineData("::1")]
    [InlineData("::127.0.0.1")]
    [InlineData("::ffff:10.0.0.1")]
    [InlineData("::ffff:169.254.169.254")]
    [InlineData("64:ff9b::a00:1")] // NAT64 of 10.0.0.1
    [InlineData("2002:a00:1::")] // 6to4 of 10.0.0.1
    [InlineData("2001::1")] // Teredo
    [InlineData("2001:db8::1")]
    [InlineData("fc00::1")]
    [InlineData("fd12:3456::1")]
    [InlineData("fe80::1")]
    [InlineData("fec0::1")]
    [InlineData("ff02::1")]
    public void A_private_or_special_address_is_not(string address) => PublicAddress.Includes(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("https://example.com/hooks", null, null)]
    [InlineData("https://8.8.8.8:8443/x?y=z", null, null)]
    [InlineData("http://example.com/hooks", "begin with https", "begin with https")]
    [InlineData("ftp://example.com", "complete https address", "complete https address")]
    [InlineData("example.com/hooks", "complete https address", "complete https address")]
    [InlineData("https://ada:secret@example.com", "neither a user name", "neither a user name")]
    [InlineData("https://example.com/#part", "neither a user name", "neither a user name")]
    [InlineData("https://localhost/x", "private address", null)]
    [InlineData("https://127.0.0.1/x", "private address", null)]
    [InlineData("https://2130706433/x", "private address", null)] // 127.0.0.1 in decimal
    [InlineData("https://0x7f.1/x", "private address", null)]
    [InlineData("https://[::1]/x", "private address", null)]
    [InlineData("https://[::ffff:10.0.0.1]/x", "private address", null)]
    [InlineData("https://169.254.169.254/latest/meta-data", "private address", null)]
    [InlineData("http://127.0.0.1:9000/x", "begin with https", null)]
    [InlineData("http://10.0.0.1/x", "begin with https", "begin with https")]
    public void A_URL_is_checked_without_DNS(string url, string? fault, string? faultIfPrivateIsAllowed)
    {
        ShouldBe(WebhookUrl.FindFault(url, new WebhookOptions()), fault);
        ShouldBe(WebhookUrl.FindFault(url, new WebhookOptions { AllowPrivateAddresses = true }), faultIfPrivateIsAllowed);

        static void ShouldBe(string? found, string? expected)
        {
            if (expected is null) found.ShouldBeNull();
            else found.ShouldNotBeNull().ShouldContain(expected);
        }
    }
}
