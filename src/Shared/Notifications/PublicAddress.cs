using System.Net;
using System.Net.Sockets;

namespace MLOpsFunctions.Notifications;

/// <summary>Which addresses lie in the public internet.</summary>
public static class PublicAddress
{
    /// <summary>Special-purpose networks of IANA's registries (RFC 6890 and later), and Azure's own address within its machines.</summary>
    private static readonly IPNetwork[] Special =
    [
        .. (
            (string[])
                [
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32",
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/3",
                    "2001::/23",
                    "2001:db8::/32",
                    "2002::/16",
                    "3fff::/20",
                ]
        ).Select(network => IPNetwork.Parse(network)),
    ];

    /// <summary>All unicast addresses of IPv6 that are routed; what embeds an address of IPv4 is none or is listed above.</summary>
    private static readonly IPNetwork Global = IPNetwork.Parse("2000::/3");

    /// <summary>Whether an address lies in the public internet: it is not loopback, private, link-local or otherwise special.</summary>
    public static bool IsPublic(IPAddress address)
    {
        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return (address.AddressFamily == AddressFamily.InterNetwork || Global.Contains(address))
            && !Special.Any(network => network.Contains(address));
    }
}
