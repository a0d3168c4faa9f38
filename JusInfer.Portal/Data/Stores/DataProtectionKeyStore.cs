using System.Xml.Linq;
using JusInfer.Portal.Data.Model;
using JusInfer.Portal.Data.Model.Rows;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace JusInfer.Portal.Data.Stores;

/// <summary>Stores the Data Protection keys, so that each node can read the cookies that another node issued.</summary>
internal sealed class DataProtectionKeyStore(IDbContextFactory<PortalDbContext> contexts) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var context = contexts.CreateDbContext();
        var xml = context.DataProtectionKeys.OrderBy(row => row.Id).Select(row => row.Xml).ToList();
        return [.. xml.Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var context = contexts.CreateDbContext();
        context.Add(new DataProtectionKeyRow { FriendlyName = friendlyName, Xml = element.ToString(SaveOptions.DisableFormatting) });
        context.SaveChanges();
    }
}
