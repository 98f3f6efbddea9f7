#!/usr/bin/env python3
"""Makes the golden values of the geometry tests from independent programs: ERFA (astrometry) and batoid (optics).

    python3 -m venv venv && venv/bin/pip install batoid==0.9.0 pyerfa==2.0.1.5 astropy==8.0.2
    venv/bin/python sim-core/src/test/golden/geometry_golden.py sim-core/src/test/resources/ciel/sim/optics

The optical prescription is batoid's own LSST_*.yaml.
"""
import sys
import warnings

import astropy
import astropy.time
import batoid
import erfa
import numpy as np
import yaml
from astropy.utils import iers

warnings.simplefilter("ignore")
iers.conf.auto_download = False
iers.conf.auto_max_age = None
iers.conf.iers_degraded_accuracy = "ignore"

LON, LAT, HEIGHT = np.radians(-70.749417), np.radians(-30.244639), 2663.0
VERSIONS = f"pyerfa {erfa.__version__}, batoid {batoid.__version__}, astropy {astropy.__version__}"
TOP = "# Made by sim-core/src/test/golden/geometry_golden.py with " + VERSIONS + ".\n"


def erfa_time(mjd):
    """MJD (TAI) as ERFA's two-part UTC, and UT1-UTC (s)."""
    time = astropy.time.Time(mjd, format="mjd", scale="tai")
    utc1, utc2 = erfa.taiutc(2400000.5, mjd)
    return utc1, utc2, float(time.delta_ut1_utc)


def observed(ra, dec, when, weather, wavelength):
    utc1, utc2, dut1 = when
    kelvin, kpa, humidity = weather
    return erfa.atco13(
        ra, dec, 0, 0, 0, 0, utc1, utc2, dut1, LON, LAT, HEIGHT, 0, 0, 10 * kpa, kelvin - 273.15, humidity, wavelength * 1e-3
    )


def atco13(path):
    rng = np.random.default_rng(1)
    with open(path + "/atco13.csv", "w") as out:
        out.write(TOP + "# ICRS to observed azimuth and zenith distance by ERFA's atco13 at the Rubin Observatory, polar motion zero.\n"
                  "# mjd_tai; ut1_tai (s); temperature K; pressure kPa; relative humidity; wavelength nm; then all angles in degrees\n"
                  "mjd,ut1_tai,temperature,pressure,humidity,wavelength,ra,dec,azimuth,zenith\n")
        rows = 0
        while rows < 200:
            mjd = rng.uniform(57800, 63000)
            weather = (rng.uniform(265, 295), 72.7 if rows % 2 else rng.uniform(70, 75), rng.uniform(0, 0.9))
            if rows % 10 == 0:
                weather = (280.0, 0.0, 0.0)
            wavelength = rng.choice([372.4, 480.7, 622.2, 755.9, 868.0, 975.3])
            utc1, utc2 = erfa.taiutc(2400000.5, mjd)
            dut1 = rng.uniform(-0.5, 0.5)
            ra, dec = rng.uniform(0, 2 * np.pi), np.arcsin(rng.uniform(-1, 0.8))
            az, zd = observed(ra, dec, (utc1, utc2, dut1), weather, wavelength)[:2]
            if np.degrees(zd) > 60:
                continue
            values = [mjd, dut1 - 37.0, *weather, wavelength, *np.degrees([ra, dec, az, zd])]
            out.write(",".join(repr(float(v)) for v in values) + "\n")
            rows += 1


def rays(path):
    """Chief rays and pupil rays through batoid, nominal and with an element moved."""
    cases = [("", "", (0, 0, 0), (0, 0, 0))]
    moved = [
        ("M2", "M2", (1e-3, -5e-4, 2e-4), (0, 0, 0)),
        ("M3", "M3", (0, 0, 0), (1e-4, -2e-4, 0)),
        ("Camera", "LSSTCamera", (5e-4, 3e-4, -4e-4), (2e-4, 1e-4, 0)),
        ("L2", "L2", (1e-3, 0, 1e-3), (0, 5e-4, 0)),
        ("Camera", "LSSTCamera", (0, 0, 0), (0, 0, np.radians(40.0386345))),
        ("Detector", "Detector", (0, 0, -1.5e-3), (0, 0, 0)),
    ]
    rng = np.random.default_rng(2)
    with open(path + "/rays.csv", "w") as out:
        out.write(
            TOP
            + "# Rays traced by batoid: band; wavelength nm; element moved (empty: none), its shift (m) and rotation about x, "
              "y, z (rad); field angle (deg, its tangents are what is traced);\n"
            "# place on the entrance pupil (m); on the detector: x, y (m), direction of travel (unit vector), 1 if vignetted\n"
            "band,wavelength,element,dx,dy,dz,rx,ry,rz,theta_x,theta_y,u,v,x,y,vx,vy,vz,vignetted\n"
        )
        for band in "ugrizy":
            nominal = batoid.Optic.fromYaml(f"LSST_{band}.yaml")
            wave = {"u": 372.4, "g": 480.7, "r": 622.2, "i": 755.9, "z": 868.0, "y": 975.3}[band]
            for name, batoid_name, shift, turn in (cases + moved if band == "r" else cases):
                telescope = nominal
                if name:
                    matrix = batoid.RotZ(turn[2]) @ batoid.RotY(turn[1]) @ batoid.RotX(turn[0])
                    telescope = telescope.withLocallyRotatedOptic(batoid_name, matrix).withGloballyShiftedOptic(batoid_name, shift)
                for k in range(24 if not name else 10):
                    angle, radius = rng.uniform(0, 2 * np.pi), 1.75 * np.sqrt(rng.uniform())
                    thx, thy = radius * np.cos(angle), radius * np.sin(angle)
                    u = v = 0.0
                    if k % 3:
                        r, phi = np.sqrt(rng.uniform(2.55**2, 4.18**2)), rng.uniform(0, 2 * np.pi)
                        u, v = r * np.cos(phi), r * np.sin(phi)
                    wl = wave + rng.uniform(-40, 40)
                    ray = batoid.RayVector.fromFieldAngles(
                        np.tan(np.radians([thx])),
                        np.tan(np.radians([thy])),
                        projection="gnomonic",
                        optic=nominal,
                        wavelength=wl * 1e-9,
                        x=[u],
                        y=[v],
                    )
                    telescope.trace(ray)
                    values = [
                        wl,
                        name,
                        *shift,
                        *turn,
                        thx,
                        thy,
                        u,
                        v,
                        ray.x[0],
                        ray.y[0],
                        ray.vx[0],
                        ray.vy[0],
                        ray.vz[0],
                        int(ray.vignetted[0]),
                    ]
                    out.write(
                        band
                        + ","
                        + ",".join(
                            t if isinstance(t, str) else repr(int(t) if isinstance(t, (int, np.bool_)) else float(t)) for t in values
                        )
                        + "\n"
                    )


def perturbed(path):
    """Rays through the telescope of perturbed.yaml: figures first, the camera rotated, then what moves in the frame of the mount."""
    state = yaml.safe_load(open(path + "/perturbed.yaml"))
    rotator = 40.0
    rng = np.random.default_rng(4)

    def moved(optic, name, motion):
        turn = np.radians(motion.get("rotation_deg", [0, 0, 0]))
        matrix = batoid.RotZ(turn[2]) @ batoid.RotY(turn[1]) @ batoid.RotX(turn[0])
        # about the vertex of the first surface of what moves
        first = {"LSSTCamera": "L1_entrance", "L2": "L2_entrance", "M3": "M1"}.get(name, name)
        pivot = (
            next(item.coordSys.origin for key, item in optic.itemDict.items() if key.endswith("." + first))
            if name != "M3"
            else pivots["M1"]
        )
        pivots.setdefault(name, pivot)
        return optic.withGloballyRotatedOptic(name, matrix, rotCenter=pivot, coordSys=batoid.CoordSys()).withGloballyShiftedOptic(
            name, np.array(motion["shift_mm"]) * 1e-3
        )

    pivots = {}
    with open(path + "/perturbed.csv", "w") as out:
        out.write(
            TOP
            + f"# Rays traced by batoid through the telescope of perturbed.yaml, band r, camera rotator at {rotator} deg: "
              f"wavelength nm; field angle (deg, its tangents are what is traced);\n"
            "# place on the entrance pupil (m); on the detector: x, y (m), direction of travel (unit vector), 1 if vignetted\n"
            "wavelength,theta_x,theta_y,u,v,x,y,vx,vy,vz,vignetted\n"
        )
        nominal = telescope = batoid.Optic.fromYaml("LSST_r.yaml")
        for f in state["figures"]:
            aperture = {"M1": (4.18, 2.558), "M2": (1.71, 0.9), "M3": (2.508, 0.55), "L3_exit": (0.361, 0.0)}[f["surface"]]
            order = max(f["zernike_nm"])
            coef = [0.0] + [f["zernike_nm"].get(j, 0) * 1e-9 for j in range(1, order + 1)]
            name = {"L3_exit": "LSSTCamera.L3.L3_exit"}.get(f["surface"], f["surface"])
            telescope = telescope.withPerturbedSurface(
                name, batoid.Zernike(coef, f.get("outer_m", aperture[0]), f.get("inner_m", aperture[1]))
            )
        for m in state["motions"]:
            if m["optic"] == "L2":
                telescope = moved(telescope, "L2", m)
        telescope = telescope.withLocallyRotatedOptic("LSSTCamera", batoid.RotZ(np.radians(rotator)))
        for m in state["motions"]:
            for name in {"M2": ["M2"], "M1M3": ["M1", "M3"], "Camera": ["LSSTCamera"], "L2": []}[m["optic"]]:
                telescope = moved(telescope, name, m)
        for k in range(80):
            angle, radius = rng.uniform(0, 2 * np.pi), 1.75 * np.sqrt(rng.uniform())
            thx, thy = radius * np.cos(angle), radius * np.sin(angle)
            r, phi = np.sqrt(rng.uniform(2.55**2, 4.18**2)), rng.uniform(0, 2 * np.pi)
            u, v = (r * np.cos(phi), r * np.sin(phi)) if k % 4 else (0.0, 0.0)
            wl = 622.2 + rng.uniform(-40, 40)
            ray = batoid.RayVector.fromFieldAngles(
                np.tan(np.radians([thx])),
                np.tan(np.radians([thy])),
                projection="gnomonic",
                optic=nominal,
                wavelength=wl * 1e-9,
                x=[u],
                y=[v],
            )
            telescope.trace(ray)
            values = [wl, thx, thy, u, v, ray.x[0], ray.y[0], ray.vx[0], ray.vy[0], ray.vz[0]]
            out.write(",".join(repr(float(t)) for t in values) + f",{int(ray.vignetted[0])}\n")


# id, band, ra, dec, rotTelPos, MJD (TAI) of the middle of the exposure; from instance catalogs and OpSim rows of the imSim
# distribution, and two made up (high airmass, near zenith)
VISITS = [
    (398414, "r", 60.49045502638663, -38.164374958987054, 40.0386345, 60143.42156961111),
    (466749, "r", 31.1133844, -10.0970060, 1.0, 59797.2854090),
    (182850, "u", 65.50997516276745, -33.40601776620508, 42.8902454, 60261.09014361111),
    (211, "r", 53.009138473031555, -27.438948808815123, 0.0, 59580.13974597222),
    (1001, "y", 150.0, 2.2, -75.0, 60750.05),
    (1002, "g", 200.0, -29.9, 88.0, 60800.2113),
    (1003, "z", 9.45, -44.0, -31.5, 60960.3),
    (1004, "i", 310.0, -60.0, 15.0, 60550.1),
]
CHIPS = {
    "R22_S11": (0, 0, 2047.5, 2001.5),
    "R01_S00": (-169.25, -296.25, 2036.5, 2000.5),
    "R10_S22": (-211.75, -84.75, 2036.5, 2000.5),
    "R34_S22": (296.25, 169.25, 2047.5, 2001.5),
    "R43_S02": (169.25, 211.75, 2036.5, 2000.5),
    "R14_S10": (211.75, -127.0, 2047.5, 2001.5),
    "R24_S12": (296.25, 0.0, 2047.5, 2001.5),
}


def chain(path):
    rng = np.random.default_rng(3)
    weather = (280.01, 72.7, 0.1007462401928582)  # kelvin such that celsius = kelvin - 273.15 is imSim's 280 - 273.14
    with open(path + "/chain.csv", "w") as out, open(path + "/visits.csv", "w") as table:
        table.write(
            TOP
            + "# Visits of chain.csv; rotSkyPos (deg) and local apparent sidereal time (deg) at the middle of the exposure; "
              "wavelength (nm)\n"
            "visit,band,ra,dec,rotTelPos,mjd,rotSkyPos,lst,wavelength\n"
        )
        out.write(
            TOP
            + "# ICRS (deg) to FITS pixel (first pixel 1): ERFA's atco13, gnomonic field angle about the observed boresight, "
              "chief ray by batoid, position of the chip;\n"
            "# wavelength as in visits.csv, 280.01 K, 72.7 kPa, relative humidity 0.1007\nvisit,detector,ra,dec,x,y\n"
        )
        for number, band, ra0, dec0, rot, mjd in VISITS:
            wave = {"u": 372.4, "g": 480.7, "r": 622.2, "i": 755.9, "z": 868.0, "y": 975.3}[band]
            telescope = batoid.Optic.fromYaml(f"LSST_{band}.yaml").withLocallyRotatedOptic("LSSTCamera", batoid.RotZ(np.radians(rot)))
            when = erfa_time(mjd)
            args = (when[0], when[1], when[2], LON, LAT, HEIGHT, 0, 0, 727.0, weather[0] - 273.15, weather[2], wave * 1e-3)

            def horizon(ra, dec):
                az, zd = observed(ra, dec, when, weather, wave)[:2]
                return np.array([np.sin(zd) * np.cos(az), np.sin(zd) * np.sin(az), np.cos(zd)])

            az0, zd0 = observed(np.radians(ra0), np.radians(dec0), when, weather, wave)[:2]
            assert np.degrees(zd0) < 65, (number, np.degrees(zd0))
            axis = horizon(np.radians(ra0), np.radians(dec0))
            e_az = np.array([-np.sin(az0), np.cos(az0), 0])
            e_up = np.cross(e_az, axis) * -1
            if e_up[2] < 0:
                e_up = -e_up

            def pixel(ra, dec, chip):
                d = horizon(ra, dec)
                depth = d @ axis
                ray = batoid.RayVector.fromFieldAngles(
                    np.array([d @ e_az / depth]),
                    np.array([-(d @ e_up) / depth]),
                    projection="gnomonic",
                    optic=telescope,
                    wavelength=wave * 1e-9,
                )
                telescope.trace(ray)
                return (ray.y[0] * 1e3 - chip[0]) / 0.01 + chip[2] + 1, (ray.x[0] * 1e3 - chip[1]) / 0.01 + chip[3] + 1

            # position angle of the zenith at the boresight, by a step of 10" (the definition of imSim's pseudo-parallactic angle)
            step = np.radians(10 / 3600)
            up = erfa.atoc13("A", az0, zd0 - step, *args)
            pq = erfa.pas(np.radians(ra0), np.radians(dec0), *up)
            utc1, utc2, dut1 = when
            tai1, tai2 = erfa.utctai(utc1, utc2)
            tt1, tt2 = erfa.taitt(tai1, tai2)
            ut1, ut2 = erfa.utcut1(utc1, utc2, dut1)
            lst = np.degrees(erfa.anp(erfa.gst06a(ut1, ut2, tt1, tt2) + LON + erfa.sp00(tt1, tt2)))
            table.write(
                f"{number},{band},{ra0!r},{dec0!r},{rot!r},{mjd!r},{float((270 - rot + np.degrees(pq)) % 360)!r},{float(lst)!r},{wave}\n"
            )
            for name, chip in CHIPS.items():
                for k in range(4):
                    # aim at a place of the chip (or, the last, up to a degree off it) by a few rounds of a crude inverse
                    target = (
                        (rng.uniform(1, 4072), rng.uniform(1, 4000)) if k < 3 else (rng.uniform(-9000, 13000), rng.uniform(-9000, 13000))
                    )
                    ra, dec = np.radians(ra0), np.radians(dec0)
                    for _ in range(4):
                        x, y = pixel(ra, dec, chip)
                        h = 1e-6
                        xr, yr = pixel(ra + h, dec, chip)
                        xd, yd = pixel(ra, dec + h, chip)
                        jac = np.array([[xr - x, xd - x], [yr - y, yd - y]]) / h
                        dra, ddec = np.linalg.solve(jac, [target[0] - x, target[1] - y])
                        ra, dec = ra + dra, dec + ddec
                    ra, dec = np.radians(round(np.degrees(ra), 10)), np.radians(round(np.degrees(dec), 10))
                    x, y = pixel(ra, dec, chip)
                    out.write(f"{number},{name},{np.degrees(ra):.10f},{np.degrees(dec):.10f},{x:.6f},{y:.6f}\n")


if __name__ == "__main__":
    atco13(sys.argv[1])
    rays(sys.argv[1])
    perturbed(sys.argv[1])
    chain(sys.argv[1])
