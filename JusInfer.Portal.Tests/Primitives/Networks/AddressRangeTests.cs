using System.Net;
using JusInfer.Portal.Primitives.Networks;

namespace JusInfer.Portal.Tests.Primitives.Networks;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData(" 203.0.113.7/32 ", "203.0.113.7")]
    [InlineData("10.0.0.0/8", "10.0.0.0/8")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("2001:DB8::1", "2001:db8::1")]
    [InlineData("2001:db8::/32", "2001:db8::/32")]
    [InlineData("::/0", "::/0")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:10.0.0.0/104", "10.0.0.0/8")]
    public void Addresses_and_networks_have_one_form(string text, string form)
    {
        AddressRange.TryParse(text, out var range).ShouldBeTrue();
        range.ToString().ShouldBe(form);
        AddressRange.Parse(form).ShouldBe(range);
    }

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.1")]
    [InlineData("0x0a.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("167772161")]
    [InlineData("10.0.0.1:443")]
    [InlineData("[2001:db8::1]:443")]
    [InlineData("fe80::1%eth0")]
    [InlineData("::ffff:0:0/95")]
    public void Other_texts_are_no_ranges(string text)
    {
        AddressRange.TryParse(text, out _).ShouldBeFalse();
        AddressRange.Suggest(text).ShouldBeNull();
    }

    [Theory]
    [InlineData("10.0.0.7/8", "10.0.0.0/8")]
    [InlineData("203.0.113.130/25", "203.0.113.128/25")]
    [InlineData("2001:db8::7/33", "2001:db8::/33")]
    public void A_network_with_bits_after_its_prefix_is_none_and_the_one_meant_is_suggested(string text, string meant)
    {
        AddressRange.TryParse(text, out _).ShouldBeFalse();
        AddressRange.Suggest(text).ShouldBe(AddressRange.Parse(meant));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("203.0.113.7", "203.0.113.8", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::1", true)]
    [InlineData("2001:db8::/32", "2001:db9::1", false)]
    [InlineData("::/0", "10.0.0.1", false)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    public void A_range_contains_the_addresses_with_its_prefix(string range, string address, bool contained) =>
        AddressRange.Parse(range).Contains(IPAddress.Parse(address)).ShouldBe(contained);

    [Theory]
    [InlineData("10.0.0.0/8", "10.1.0.0/16", true)]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true)]
    [InlineData("10.1.0.0/16", "10.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", "11.0.0.0/16", false)]
    [InlineData("::/0", "10.0.0.0/8", false)]
    public void A_range_contains_narrower_ones(string range, string other, bool contained) =>
        AddressRange.Parse(range).Contains(AddressRange.Parse(other)).ShouldBe(contained);
}
